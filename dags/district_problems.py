"""**没有 DAG 的区**：某个区的文件夹有错时，这个文件显示为导入错误（Dag Import Errors），写明哪个文件、怎么改；
其余各区的 DAG 照常。

一切正常时，这个文件什么也不产生。改好文件夹后，错误会自行消失。全部问题见 `govreport district check 区名`。

*English:* where a district's folder is wrong, this file is an import error that says which file and what to do, and
every other district keeps its Airflow DAGs. It defines no DAG itself.
"""

from __future__ import annotations

from govreport_airflow.districts import require_sound_folders

require_sound_folders()
