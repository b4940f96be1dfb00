"""Reads a tenant's latest courses from the views for dashboards. The README beside says what the environment variables are."""

import os
from urllib.parse import urlsplit

import clickhouse_connect

COURSES = """
SELECT username, course_number, completion_date, score, duration_minutes
FROM courses JOIN people USING (person_id)
WHERE completion_date >= {since:Date32} AND course_number LIKE {courses:String}
ORDER BY completion_date DESC, username, course_number
LIMIT 10
"""


def connect():
    url = urlsplit(os.environ["CLICKHOUSE_URL"])
    return clickhouse_connect.get_client(
        host=url.hostname,
        port=url.port,
        secure=url.scheme == "https",
        username=os.environ["CLICKHOUSE_USER"],
        password=os.environ["CLICKHOUSE_PASSWORD"],
        database="reporting",
    )


def main():
    client = connect()
    views = [name for (name,) in client.query("SHOW TABLES").result_rows]
    print("views:", ", ".join(sorted(views)))
    parameters = {"since": os.environ.get("SINCE", "2000-01-01"), "courses": os.environ.get("COURSES", "%")}
    answer = client.query(COURSES, parameters=parameters)
    print("types:", ", ".join(column.name for column in answer.column_types))
    for username, course_number, completion_date, score, duration_minutes in answer.result_rows:
        # A date, a Decimal or None, an int or None.
        shown_score = "-" if score is None else f"{score:.2f}"
        shown_duration = "-" if duration_minutes is None else duration_minutes
        print(username, course_number, completion_date.isoformat(), shown_score, shown_duration, sep=" | ")


if __name__ == "__main__":
    main()
