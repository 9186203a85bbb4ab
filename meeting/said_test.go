package meeting

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// SaidIn returns what people say in words of their own in events.
func SaidIn(events []Event) (out []string) {
	for _, e := range events {
		if t, ok := e.(TextEdited); ok {
			out = append(out, t.Edit.Insert)
			continue
		}
		everyString(reflect.ValueOf(e), func(in reflect.Type, field, s string) {
			if slices.Contains(spoken[in], field) {
				out = append(out, s)
			}
		})
	}
	return out
}

// everyString calls f with all plain strings in v, with the structs and fields that they are in.
func everyString(v reflect.Value, f func(in reflect.Type, field, s string)) {
	var walk func(v reflect.Value, in reflect.Type, field string)
	walk = func(v reflect.Value, in reflect.Type, field string) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem(), in, field)
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), in, field)
			}
		case reflect.Map:
			for _, k := range v.MapKeys() {
				walk(v.MapIndex(k), in, field)
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[time.Time]() {
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i), v.Type(), v.Type().Field(i).Name)
			}
		case reflect.String:
			if v.Type() == reflect.TypeFor[string]() {
				f(in, field, v.String())
			}
		}
	}
	walk(v, nil, "")
}

// unsaid are the strings of a record that are nobody's words: names, places, services, and choices from lists.
var unsaid = strings.Fields(`
	RecordCreated.Name Person.Name Person.KnownAs Member.Name Member.Title Member.AgencyName Need.Domain Need.Unmet Score.Side
	Listing.ID Listing.Name Meeting.Place Meeting.Missing Urgent.Name Urgent.Title Urgent.AgencyName Basis.Basis
	Withdrawal.Ring Withdrawal.Phone Detail.Value Relation.Name Relation.Is Involvement.Service Involvement.Who Wait.Service
	Assessment.Kind Assessment.Who Assessment.Domain Appointment.Place OtherPlan.Kind Transition.Receiving
	Mandate.SignedBy Escalation.Manager Raised.Manager`)

// TestEveryStringIsWordsOrAFact: somebody who adds a field to an event of a record says whether it goes when its author's words are erased.
func TestEveryStringIsWordsOrAFact(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range kinds {
		if k.event == reflect.TypeFor[TextEdited]() || serviceKind(k.number) {
			continue
		}
		everyString(filled(k.event, k.name, 1), func(in reflect.Type, field, _ string) {
			name := in.Name() + "." + field
			seen[name] = true
			said := slices.Contains(spoken[in], field)
			if fact := slices.Contains(unsaid, name); said == fact {
				t.Errorf("%s in %s: is it words of somebody (spoken), or a fact of the record (unsaid)? Words %v, fact %v", name, k.name, said, fact)
			}
		})
	}
	for _, f := range unsaid {
		if !seen[f] {
			t.Errorf("there is no %s", f)
		}
	}
	for in, fields := range spoken {
		for _, f := range fields {
			if !seen[in.Name()+"."+f] {
				t.Errorf("there is no %s.%s", in.Name(), f)
			}
		}
	}
}

// serviceKind reports whether a kind of event is of the service, whose rows are not erased.
func serviceKind(number uint64) bool {
	return number >= 40 && number < 60 || number >= 110 && number < 120
}
