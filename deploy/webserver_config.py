"""FAB's own settings: people sign in with a name and a password that an administrator gave them.

Belongs here: how people sign in; LDAP or single sign-on would be said here (Flask AppBuilder's documentation). Does not
belong here: who may do what (roles, docs/en/production.md).
"""

from flask_appbuilder.const import AUTH_DB

AUTH_TYPE = AUTH_DB
AUTH_USER_REGISTRATION = False
WTF_CSRF_ENABLED = True
FAB_PASSWORD_COMPLEXITY_ENABLED = True
