package minutes_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"oneplan/meeting"
	"oneplan/meeting/minutes"
)

// resources reads a bundle back: what it holds by type, with every reference leading to something in it.
func resources(t *testing.T, raw []byte) map[string][]map[string]any {
	t.Helper()
	var bundle struct {
		ResourceType, Type, Timestamp string
		Entry                         []struct {
			FullURL  string `json:"fullUrl"`
			Resource map[string]any
		}
	}
	if err := json.Unmarshal(raw, &bundle); err != nil || bundle.ResourceType != "Bundle" {
		t.Fatalf("no bundle: %v", err)
	}
	of, has := map[string][]map[string]any{}, map[string]bool{}
	for _, e := range bundle.Entry {
		if has[e.FullURL] {
			t.Errorf("%s stands twice", e.FullURL)
		}
		has[e.FullURL] = true
		kind, _ := e.Resource["resourceType"].(string)
		of[kind] = append(of[kind], e.Resource)
	}
	var walk func(any)
	walk = func(x any) {
		switch x := x.(type) {
		case map[string]any:
			if r, ok := x["reference"].(string); ok && !has[r] {
				t.Errorf("a reference leads nowhere: %s", r)
			}
			for _, y := range x {
				walk(y)
			}
		case []any:
			for _, y := range x {
				walk(y)
			}
		case string:
			if strings.TrimSpace(x) == "" {
				t.Error("an empty text, which FHIR does not have")
			}
		}
	}
	for _, list := range of {
		for _, r := range list {
			walk(r)
		}
	}
	if bundle.Type == "document" && (len(bundle.Entry) == 0 || bundle.Entry[0].Resource["resourceType"] != "Composition" || bundle.Timestamp == "") {
		t.Error("a document begins with its Composition, and has a time")
	}
	return of
}

func TestBundles(t *testing.T) {
	r := reviewMeeting(t, meeting.Final)
	secret := []byte("of this service")
	plan := func(who meeting.PersonID, secret []byte, o minutes.Options) []byte {
		raw, err := minutes.PlanBundle(r.view(who), secret, o)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	all := plan("Sara", secret, minutes.Options{Audience: meeting.Practitioners})
	of := resources(t, all)
	facts := minutes.OfPlan(r.view("Sara"), minutes.Options{Audience: meeting.Practitioners})
	goals, tasks := 0, len(facts.Actions)
	for _, n := range facts.Needs {
		goals, tasks = goals+len(n.Outcomes), tasks+len(n.Actions)
		for _, o := range n.Outcomes {
			tasks += len(o.Actions)
		}
	}
	if len(of["CarePlan"]) != 1 || len(of["Goal"]) != goals || len(of["Task"]) != tasks || len(of["Condition"]) != len(facts.Needs) || len(of["Patient"]) == 0 || len(of["CareTeam"]) == 0 {
		t.Errorf("the plan's %d needs, %d outcomes and %d actions are %d, %d and %d", len(facts.Needs), goals, tasks, len(of["Condition"]), len(of["Goal"]), len(of["Task"]))
	}
	if !bytes.Equal(all, plan("Sara", secret, minutes.Options{Audience: meeting.Practitioners})) {
		t.Error("two exports differ")
	}
	everyone := plan("Sara", secret, minutes.Options{})
	if !bytes.Equal(everyone, plan("anna", secret, minutes.Options{})) {
		t.Error("the bundle for everyone is another for each who takes it")
	}
	if other := plan("Sara", []byte("of another"), minutes.Options{}); bytes.Equal(other, everyone) {
		t.Error("ids do not depend on the service's secret, so that anybody can count what is hidden")
	}

	raw, err := minutes.MinutesBundle(r.view("anna"), r.m, secret, minutes.Options{})
	if err != nil {
		t.Fatal(err)
	}
	of = resources(t, raw)
	if len(of["Composition"]) != 1 {
		t.Fatal("minutes are one Composition")
	}
	m, err := minutes.OfMeeting(r.view("anna"), r.m, minutes.Options{})
	if err != nil {
		t.Fatal(err)
	}
	said, _ := json.Marshal(of["Composition"][0])
	if !strings.Contains(string(said), minutes.Number(m)) || !strings.Contains(string(said), `"status":"final"`) {
		t.Error("the Composition does not say which paper it is, or that it is final")
	}
	if _, err := minutes.MinutesBundle(r.view("anna"), 99999, secret, minutes.Options{}); meeting.CodeOf(err) != meeting.NotFound {
		t.Errorf("no such meeting: %v", err)
	}
}
