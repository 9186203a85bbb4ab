package command

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// columns makes a table of the items of a list, for spreadsheets: a column for each name that the same list has as JSON, days and times as ISO 8601 has
// them.
func columns[T any](s *session, items []T) minutes.Table {
	var t minutes.Table
	of := reflect.TypeFor[T]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		t.Head = append(t.Head, name)
	}
	for _, x := range items {
		var row []string
		for i := range of.NumField() {
			row = append(row, s.value(reflect.ValueOf(x).Field(i)))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// workbook makes a workbook of the same columns, with values that a spreadsheet can count with.
func workbook[T any](s *session, items []T) minutes.Workbook {
	k := minutes.Workbook{Title: capital(s.words)}
	of := reflect.TypeFor[T]()
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		k.Head = append(k.Head, capital(strings.ReplaceAll(name, "_", " ")))
	}
	for _, x := range items {
		var row []any
		for i := range of.NumField() {
			row = append(row, s.counted(reflect.ValueOf(x).Field(i)))
		}
		k.Rows = append(k.Rows, row)
	}
	return k
}

// counted is one value of a list as a workbook has it.
func (s *session) counted(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case time.Time:
		return x.In(s.Zone)
	case meeting.Day, bool:
		return x
	}
	switch {
	case v.CanInt():
		return int(v.Int())
	case v.CanUint():
		return int(v.Uint()) //nolint:gosec // counts of things that people write
	}
	return s.value(v)
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// value writes one value of a list.
func (s *session) value(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case []string:
		return strings.Join(x, ", ")
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(s.Zone).Format(time.RFC3339)
	case bool:
		return strconv.FormatBool(x)
	}
	switch {
	case v.CanInt() && v.Int() != 0:
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint() && v.Uint() != 0:
		return strconv.FormatUint(v.Uint(), 10)
	case v.Kind() == reflect.String:
		return cell(v.String())
	}
	return ""
}
