"""Bounces and warnings in plain words, as the usual mail programs write them; every sample is invented."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from govreport.delivery.mail.bounces import bounces_in
from govreport.district.folder import District
from tests.delivery.test_bounces import identity, parsed
from tests.fixtures.mails import make_mail, received

ADDRESS = "leader@panyu.example"
EXIM = "This message was created automatically by mail delivery software.\n"
QUOTED = "\n------ This is a copy of the message, including all the headers. ------\n\n"

DELAYS = {
    "Exim": (
        "Mail Delivery System <Mailer-Daemon@mx.example>",
        "Warning: message 1abcDE-0001 delayed 24 hours",
        EXIM
        + "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 "
        "hours on the queue on mx.example.\n\nThe address to which the message has not yet been delivered is:\n\n"
        f"  {ADDRESS}\n    host mail.panyu.example [192.0.2.7]\n    Delay reason: connection timed out\n\n"
        "No action is required on your part. Delivery attempts will continue for\nsome time, and this warning may be "
        "repeated at intervals if the message\nremains undelivered. Eventually the mail delivery software will give up,"
        "\nand when that happens, the message will be returned to you.\n",
    ),
    "Postfix": (
        "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "Delayed Mail (still being retried)",
        "This is the mail system at host mx.example.\n\n####################################################\n"
        "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
        "####################################################\n\nYour message could not be delivered for more than 4 "
        "hour(s).\nIt will be retried until it is 5 day(s) old.\n\n"
        f"                   The mail system\n\n<{ADDRESS}>: connect to mail.panyu.example[192.0.2.7]:25: Connection "
        "refused\n",
    ),
    "Exchange": (
        "Microsoft Exchange <MicrosoftExchange329e71ec@panyu.example>",
        "Delivery delayed: 2019年第三季度季报",
        f"Delivery is delayed to these recipients or distribution lists:\n\n{ADDRESS}\n\nSubject: 2019年季报\n\n"
        "This message has not yet been delivered. Microsoft Exchange will continue to try delivering the message on "
        "your behalf.\n",
    ),
    "sendmail": (
        "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>",
        "Warning: could not send message for past 4 hours",
        "    **********************************************\n    **      THIS IS A WARNING MESSAGE ONLY      **\n"
        "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n    **********************************************\n\n"
        f"   ----- Transcript of session follows -----\n{ADDRESS}... Deferred: Connection refused by mx.\n"
        "Warning: message still undelivered after 4 hours\nWill keep trying until message is 5 days old\n",
    ),
    "QQ": (
        "PostMaster@qq.example",
        "系统通知：邮件投递延迟",
        f"您发送给 {ADDRESS} 的邮件暂时无法送达对方服务器，投递已延迟。\n系统将继续尝试投递，您无需重新发送。\n",
    ),
    "163": (
        "Postmaster@163.example",
        "邮件暂未送达通知",
        f"抱歉，您的邮件暂时没有送达收件人：{ADDRESS}\n原因：对方服务器连接超时。\n系统会在24小时内自动重试，仍在尝试投递中，请勿重复发送。\n",
    ),
}
BOUNCES = {
    "Exim": (
        "Mail Delivery System <Mailer-Daemon@mx.example>",
        "Mail delivery failed: returning message to sender",
        EXIM + "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent "
        f"error. The following address(es) failed:\n\n  {ADDRESS}\n    host mail.panyu.example [192.0.2.7]\n"
        "    SMTP error from remote mail server after RCPT TO: 550 5.1.1 User unknown\n",
    ),
    "Postfix": (
        "MAILER-DAEMON@mx.example (Mail Delivery System)",
        "Undelivered Mail Returned to Sender",
        "This is the mail system at host mx.example.\n\nI'm sorry to have to inform you that your message could not\n"
        "be delivered to one or more recipients.\n\n                   The mail system\n\n"
        f"<{ADDRESS}>: host mail.panyu.example[192.0.2.7] said: 550 No such user (in reply to RCPT TO command)\n",
    ),
    "qmail": (
        "MAILER-DAEMON@mx.example",
        "failure notice",
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
        "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        f"<{ADDRESS}>:\nSorry, no mailbox here by that name. (#5.1.1)\n",
    ),
    "Exchange": (
        "Microsoft Exchange <MicrosoftExchange329e71ec@panyu.example>",
        "Undeliverable: 2019年第三季度季报",
        f"Delivery has failed to these recipients or groups:\n\n{ADDRESS}\nThe email address you entered couldn't be "
        "found.\n\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n",
    ),
    "given up after days": (
        "Mail Delivery System <Mailer-Daemon@mx.example>",
        "Mail delivery failed: returning message to sender",
        EXIM + f"The following address(es) failed:\n\n  {ADDRESS}\n    retry timeout exceeded\n",
    ),
    "QQ": (
        "PostMaster@qq.example",
        "系统退信",
        f"抱歉，您的邮件被退回来了……\n收件人：{ADDRESS}\n退信原因：收件人邮件地址不存在，邮件无法送达。\n"
        "host mail.panyu.example[192.0.2.7] said: 550 Mailbox not found\n",
    ),
    "163": (
        "Postmaster@163.example",
        "系统退信/The email is returned",
        f"抱歉，您的邮件未能送达收件人 {ADDRESS}\n退信代码：550\n"
        "退信说明：用户邮箱已满，对方服务器拒收。不再尝试投递。\n",
    ),
}
UNCLEAR = {
    "nothing but a greeting": ("postmaster@mx.example", "About your mail", "There was a problem with your mail.\n"),
    "weak words alone": ("postmaster@mx.example", "通知", f"您发给 {ADDRESS} 的邮件未能送达。\n"),
    "both": (
        "MAILER-DAEMON@mx.example",
        "Delivery notice",
        "Your message has been delayed; we will continue to try.\nThis is a permanent error.\n",
    ),
    "an answer while away": (
        "MAILER-DAEMON@mx.example",
        "自动答复",
        "本人出差，暂时无法处理邮件，急事请打电话。\n",
    ),
}


@pytest.fixture
def sent(panyu: District) -> EmailMessage:
    return received(make_mail(panyu).as_bytes())


def notice(sent: EmailMessage, sample: tuple[str, str, str], charset: str = "utf-8") -> EmailMessage:
    """The notification with our mail's headers below, as these programs quote it."""
    sender, subject, text = sample
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Return-Path"] = sender, subject, "<>"
    headers = "".join(f"{name}: {sent[name]}\n" for name in ("Message-ID", "From", "To"))
    # A host's number that looks like a status of its own.
    mail.set_content(f"{text}{QUOTED}Received: from a.example ([5.1.12.3])\n{headers}", charset=charset)
    return parsed(mail.as_bytes())


@pytest.mark.parametrize("program", DELAYS)
def test_a_warning_that_they_are_still_trying_is_a_delay(sent: EmailMessage, program: str) -> None:
    (bounce,) = bounces_in("x.eml", notice(sent, DELAYS[program]))
    assert (bounce.identity, bounce.action) == (identity(sent), "delayed")


@pytest.mark.parametrize("program", BOUNCES)
def test_a_mail_that_was_given_up_is_a_bounce(sent: EmailMessage, program: str) -> None:
    (bounce,) = bounces_in("x.eml", notice(sent, BOUNCES[program]))
    assert (bounce.identity, bounce.action) == (identity(sent), "failed")


@pytest.mark.parametrize("sample", UNCLEAR)
def test_what_may_be_either_is_unknown(sent: EmailMessage, sample: str) -> None:
    (bounce,) = bounces_in("x.eml", notice(sent, UNCLEAR[sample]))
    assert (bounce.identity, bounce.action, bounce.status) == (identity(sent), "unknown", "")


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
def test_chinese_notices_are_read_in_their_own_encoding(sent: EmailMessage, charset: str) -> None:
    (delay,) = bounces_in("x.eml", notice(sent, DELAYS["QQ"], charset))
    (bounce,) = bounces_in("x.eml", notice(sent, BOUNCES["163"], charset))
    assert (delay.action, bounce.action) == ("delayed", "failed")


def test_words_of_the_mail_that_is_quoted_decide_nothing(sent: EmailMessage) -> None:
    """Ours may say of a promise that it is postponed, or of an office that it has given up."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "MAILER-DAEMON@mx.example", "failure notice"
    mail.set_content("This is a permanent error; I've given up.\n")
    quoted = EmailMessage()
    quoted["Message-ID"], quoted["Subject"] = str(sent["Message-ID"]), "has been postponed; will continue to try"
    quoted.set_content("The programme has been delayed. 邮件投递延迟，仍在尝试。\n")
    mail.add_attachment(quoted)
    (bounce,) = bounces_in("x.eml", parsed(mail.as_bytes()))
    assert (bounce.identity, bounce.action) == (identity(sent), "failed")


def test_a_status_notification_with_an_action_of_its_own_is_unknown(sent: EmailMessage) -> None:
    from tests.delivery.test_bounces import dsn

    (bounce,) = bounces_in("x.eml", parsed(dsn(sent, "4.0.0", "?", action="held").as_bytes()))
    assert bounce.action == "unknown"
