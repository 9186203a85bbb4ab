package command_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"oneplan/cmd/oneplan/command"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
)

// newOffice is a desk with a service manager, Mina, and so many plans beside Sunflower, in each of which somebody waits.
func newOffice(t *testing.T, plans int) *desk {
	t.Helper()
	d := newDesk(t)
	d.Service(meeting.ServiceStream, meeting.AddPerson{Account: meeting.Account{ID: "mina", Name: "Mina", Agency: meetingtest.Health, Manager: true}})
	for i := range plans {
		name := fmt.Sprintf("kestrel%c", 'a'+i)
		d.done(meetingtest.Ivy, "record new "+name+" --child Robin Hidden --born 2 march 2019")
		d.Service(name, meeting.AddEntry{Entry: &meeting.Wait{Service: "Sleep clinic", ReferredOn: "2026-01-02"}})
	}
	return d
}

func TestFigures(t *testing.T) {
	d := newOffice(t, 6)
	d.furnish()
	out := d.done("mina", "figures")
	for _, want := range []string{"Figures of the service on", "no-keyworker", "Waits longer than aimed at, by service", "6 of 6", "not shown: fewer than 5", "Fewer than 5” stands for", "“figures NAME” tells"} {
		if !strings.Contains(out, want) {
			t.Errorf("the figures do not say %q:\n%s", want, out)
		}
	}
	if one := d.done("mina", "figures long"); !strings.Contains(one, "Sleep clinic") || strings.Contains(one, "no-keyworker") {
		t.Errorf("one figure reads\n%s", one)
	}
	if q := d.done("mina", "figures referrals"); !strings.Contains(q, "quarter") || !strings.Contains(q, "Jan–Mar 2026") {
		t.Errorf("a figure over time reads\n%s", q)
	}
	var all []struct {
		Name, Status string
		Number       *int
		Parts        []struct {
			Name, From, To string
			Number         int
		}
	}
	if err := json.Unmarshal([]byte(d.done("mina", "figures --format json")), &all); err != nil || len(all) < 10 {
		t.Fatalf("%v: %+v", err, all)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(d.done("mina", "figures --format csv"), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	sum := map[string]string{}
	for _, r := range rows {
		if r[4] == "" {
			sum[r[1]] = r[3] + " " + r[7]
		}
		if r[1] == "referrals" && r[5] == "2026-01-01" && (r[6] != "2026-03-31" || r[7] != "6") {
			t.Errorf("the first quarter is %q", r)
		}
	}
	for _, f := range all {
		number := ""
		if f.Number != nil {
			number = fmt.Sprint(*f.Number)
		}
		if sum[f.Name] != f.Status+" "+number {
			t.Errorf("%s is %q in the one and %q in the other", f.Name, f.Status+" "+number, sum[f.Name])
		}
	}
	if out += d.done("mina", "figures --format json"); strings.Contains(out, "Robin") || strings.Contains(out, "Hidden") || strings.Contains(out, "kestrel") {
		t.Errorf("the figures name a child:\n%s", out)
	}
	d.wrong("mina", "figures nonsense", command.Failed, "There is no figure")
}

// TestFiguresLeaveATrace has a manager look, take a copy, and somebody else try.
func TestFiguresLeaveATrace(t *testing.T) {
	d := newOffice(t, 0)
	d.done("mina", "figures")
	d.done("mina", "figures --format csv")
	d.wrong(meetingtest.Ada, "figures", command.Failed, "for service managers")
	d.wrong(meetingtest.Sara, "figures", command.Failed, "for service managers")
	d.looked("", "mina read the figures of the service", "mina exported the figures of the service, csv",
		"ada refused the figures of the service", "sara refused the figures of the service")
}
