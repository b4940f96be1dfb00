// Reads a tenant's latest courses from the views for dashboards. The README beside says what the environment variables
// are.
package main

import (
	"context"
	"crypto/tls"
	"database/sql"
	"fmt"
	"log"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/shopspring/decimal"
)

const courses = `
SELECT username, course_number, completion_date, score, duration_minutes
FROM courses JOIN people USING (person_id)
WHERE completion_date >= {since:Date32} AND course_number LIKE {courses:String}
ORDER BY completion_date DESC, username, course_number
LIMIT 10`

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	database, err := connect()
	if err != nil {
		log.Fatal(err)
	}
	defer database.Close()
	if err := printViews(ctx, database); err != nil {
		log.Fatal(err)
	}
	if err := printCourses(ctx, database); err != nil {
		log.Fatal(err)
	}
}

// The options are those of Grafana's data source: HTTP, answers packed by gzip.
func connect() (*sql.DB, error) {
	address, err := url.Parse(os.Getenv("CLICKHOUSE_URL"))
	if err != nil {
		return nil, err
	}
	options := &clickhouse.Options{
		Addr:     []string{address.Host},
		Protocol: clickhouse.HTTP,
		Auth: clickhouse.Auth{
			Database: "reporting",
			Username: os.Getenv("CLICKHOUSE_USER"),
			Password: os.Getenv("CLICKHOUSE_PASSWORD"),
		},
		Compression: &clickhouse.Compression{Method: clickhouse.CompressionGZIP},
	}
	if address.Scheme == "https" {
		options.TLS = &tls.Config{ServerName: address.Hostname()}
	}
	return clickhouse.OpenDB(options), nil
}

func printViews(ctx context.Context, database *sql.DB) error {
	rows, err := database.QueryContext(ctx, "SHOW TABLES")
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println("views:", strings.Join(names, ", "))
	return rows.Err()
}

func printCourses(ctx context.Context, database *sql.DB) error {
	rows, err := database.QueryContext(ctx, courses,
		clickhouse.Named("since", setting("SINCE", "2000-01-01")),
		clickhouse.Named("courses", setting("COURSES", "%")))
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.ColumnTypes()
	if err != nil {
		return err
	}
	var types []string
	for _, column := range columns {
		types = append(types, column.DatabaseTypeName())
	}
	fmt.Println("types:", strings.Join(types, ", "))
	for rows.Next() {
		var username, courseNumber string
		var completionDate time.Time
		var score *decimal.Decimal
		var durationMinutes *uint32
		if err := rows.Scan(&username, &courseNumber, &completionDate, &score, &durationMinutes); err != nil {
			return err
		}
		shownScore, shownDuration := "-", "-"
		if score != nil {
			shownScore = score.StringFixed(2)
		}
		if durationMinutes != nil {
			shownDuration = fmt.Sprint(*durationMinutes)
		}
		fmt.Println(strings.Join(
			[]string{username, courseNumber, completionDate.Format(time.DateOnly), shownScore, shownDuration}, " | "))
	}
	return rows.Err()
}

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
