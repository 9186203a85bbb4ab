package meeting_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"oneplan/meeting"
)

// TestBankHolidays compares the rules with the days that GOV.UK lists (https://www.gov.uk/bank-holidays), years with substitute days
// among them.
func TestBankHolidays(t *testing.T) {
	for _, c := range []struct {
		nation meeting.Nation
		year   string
		days   string
	}{
		{meeting.EnglandAndWales, "2022", "01-03 04-15 04-18 05-02 06-02 06-03 08-29 12-26 12-27"}, // and 19 September, once
		{meeting.EnglandAndWales, "2025", "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26"},
		{meeting.EnglandAndWales, "2026", "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"},
		{meeting.EnglandAndWales, "2027", "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"},
		{meeting.Scotland, "2022", "01-03 01-04 04-15 05-02 06-02 06-03 08-01 11-30 12-26 12-27"},
		{meeting.Scotland, "2023", "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"},
		{meeting.Scotland, "2025", "01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26"},
		{meeting.Scotland, "2027", "01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28"},
		{meeting.NorthernIreland, "2024", "01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26"},
		{meeting.NorthernIreland, "2025", "01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26"},
		{meeting.NorthernIreland, "2026", "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"},
	} {
		var got []string
		for d := meeting.Day(c.year + "-01-01"); strings.HasPrefix(string(d), c.year); d = d.Add(1) {
			if meeting.BankHoliday(c.nation, d) != "" {
				got = append(got, string(d)[5:])
			}
		}
		if s := strings.Join(got, " "); s != c.days {
			t.Errorf("%s %s: %s, want %s", c.nation, c.year, s, c.days)
		}
	}
	if meeting.BankHoliday(meeting.Scotland, "") != "" || meeting.BankHoliday(meeting.Scotland, "no date") != "" {
		t.Error("what is no date is a holiday")
	}
}

// TestWorkingDays counts over weekends, holidays and days off.
func TestWorkingDays(t *testing.T) {
	var nobody *meeting.Settings
	scots := &meeting.Settings{Nation: meeting.Scotland, DaysOff: []meeting.Day{"2026-12-29"}}
	for _, c := range []struct {
		s    *meeting.Settings
		from meeting.Day
		days int
		want meeting.Day
	}{
		{nobody, "2026-11-23", 3, "2026-11-26"},
		{nobody, "2026-11-27", 1, "2026-11-30"}, // over a weekend
		{scots, "2026-11-27", 1, "2026-12-01"},  // and St Andrew's Day
		{nobody, "2026-12-23", 3, "2026-12-30"}, // Christmas Day, and Boxing Day on the Monday
		{scots, "2026-12-23", 3, "2026-12-31"},
		{nobody, "2026-11-28", 0, "2026-11-28"},
		{nobody, "", 3, ""},
	} {
		if got := c.s.AddWorking(c.from, c.days); got != c.want {
			t.Errorf("%d working days after %s: %s, want %s", c.days, c.from, got, c.want)
		}
	}
}

// TestSettingsInWords changes every setting by what is written in words, and reads back the same.
func TestSettingsInWords(t *testing.T) {
	o := newOffice(t)
	dir := func() *meeting.Service { return o.r.State() }
	value := func(name string) string {
		v, _ := meeting.SettingNamed(name).Value(dir())
		return v
	}
	names := map[string]bool{}
	for _, x := range meeting.SettingsList {
		if names[x.Name] || x.Group == "" || !strings.HasSuffix(x.About.String(), ".") || x.Form == "" {
			t.Errorf("%s is there twice or says too little: %+v", x.Name, x)
		}
		names[x.Name] = true
		if v, set := x.Value(dir()); set || v != x.Default {
			t.Errorf("%s begins as %q", x.Name, v)
		}
	}
	for _, c := range []struct{ name, typed, want string }{
		{"wait", "90 days", "90"},
		{"Stage.Team-Meeting", "21", "21"},
		{"waits", "Sleep clinic, 60; Speech, language and communication, 84\n", "Sleep clinic, 60\nSpeech, language and communication, 84"},
		{"minutes", "7", "7"},
		{"agenda.review", "Welcome, introductions, 5\nThe family's update, 10", "Welcome, introductions, 5\nThe family's update, 10"},
		{"holidays.nation", "scotland", "Scotland"},
		{"holidays.also", "15 jun 2026; 2026-12-24", "2026-06-15\n2026-12-24"},
		{"leads", "maria; Root @Health", "Maria\nRoot @health"},
		{"ring", "Duty social worker, 01234 567890, in the night\nNurse, 555 @health", "Duty social worker, 01234 567890, in the night\nNurse, 555 @health"},
		{"urgent", "12 hours", "12"},
		{"keep.age", "25 years", "25"},
		{"keep.years", "6", "6"},
		{"keep.classes", "Short help, closed 6; Looked after, age 75", "Looked after, age 75\nShort help, closed 6"},
		{"mail.carries", "Papers", "papers"},
		{"figures.smallest", "10", "10"},
	} {
		o.do(o.as(root), meeting.ChangeSetting{Name: c.name, Value: c.typed})
		got := value(c.name)
		if got != c.want {
			t.Errorf("%s was set to %q and is %q", c.name, c.typed, got)
		}
		if events, err := o.try(o.as(root), meeting.ChangeSetting{Name: c.name, Value: got}); len(events) != 0 || err != nil {
			t.Errorf("%s set to what it is gives %v, %v", c.name, events, err)
		}
	}
	if v := value("keep.age"); v != "" {
		t.Errorf("a record is kept in two ways: until %s too", v)
	}
	for _, x := range meeting.SettingsList {
		o.do(o.as(root), meeting.ChangeSetting{Name: x.Name, Reset: true})
		if v, set := x.Value(dir()); set || v != x.Default {
			t.Errorf("%s is set back to %q", x.Name, v)
		}
	}
	was := "126"
	o.do(o.as(root), meeting.ChangeSetting{Name: "wait", Value: "80", Was: &was})
	o.refused(meeting.Stale, o.as(root), meeting.ChangeSetting{Name: "wait", Value: "70", Was: &was})
	o.refused(meeting.Forbidden, o.as(maria), meeting.ChangeSetting{Name: "wait", Value: "70"})
	for name, words := range map[string][]string{
		"wait": {"", "0", "-3", "soon", "9999", "1 2 3"}, "holidays.nation": {"", "France"}, "holidays.also": {"", ";", "24 nov", "32 december 2026"},
		"agenda.review": {"Welcome", "Welcome, 0", ", 5", "Welcome, 9999"}, "leads": {"Nobody", string(maria) + " @nowhere"},
		"ring": {"Nurse", "Nurse, ", "Nurse, 555 @nowhere"}, "keep.classes": {"x", "x, 6", "x, age", ", age 7", "x, age 700", "x, age 7; X, age 8"},
		"waits": {"Sleep, 0", "Sleep", "Sleep, 5; sleep, 6"}, "figures.smallest": {"1", "101"}, "urgent": {"999"}, "minutes": {"61"}, "nonsense": {"1"},
		"stage.assessment": {"0", "4000"}, "mail.carries": {"", "everything", "notice; papers"},
	} {
		for _, w := range words {
			if _, err := o.r.Decide(o.as(root), meeting.ChangeSetting{Name: name, Value: w}); err == nil || meeting.CodeOf(err) == "" {
				t.Errorf("%s takes %q: %v", name, w, err)
			}
		}
	}
}

// TestMailCarriesANotice unless an administrator has said that it carries the papers.
func TestMailCarriesANotice(t *testing.T) {
	o := newOffice(t)
	carries := func(want meeting.MailCarries) {
		t.Helper()
		if got := o.r.State().Settings.MailCarrying(); got != want {
			t.Errorf("mail carries %s, want %s", got, want)
		}
	}
	carries(meeting.MailCarriesNotice)
	o.refused(meeting.Forbidden, o.as(maria), meeting.ChangeSetting{Name: "mail.carries", Value: "papers"})
	o.refused(meeting.Invalid, o.as(root), meeting.SetSettings{Settings: meeting.Settings{Carries: "everything"}})
	carries(meeting.MailCarriesNotice)
	o.do(o.as(root), meeting.ChangeSetting{Name: "mail.carries", Value: "papers"})
	carries(meeting.MailCarriesPapers)
	o.do(o.as(root), meeting.ChangeSetting{Name: "mail.carries", Value: "notice"})
	carries(meeting.MailCarriesNotice)
}

// TestAnySettingIsReadBack throws anything at every setting: it is refused in a sentence, or what is read back says the same again.
func TestAnySettingIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newOffice(t)
		x := meeting.SettingsList[rapid.IntRange(0, len(meeting.SettingsList)-1).Draw(t, "setting")]
		words := rapid.StringOfN(rapid.RuneFrom([]rune("ab1250,; @\n:.-é\x1b\u202e ageclosed")), 0, 60, -1).Draw(t, "words")
		if _, err := o.try(o.as(root), meeting.ChangeSetting{Name: x.Name, Value: words}); err != nil {
			if meeting.CodeOf(err) == "" {
				t.Fatalf("%q: %v", words, err)
			}
			return
		}
		got, _ := x.Value(o.r.State())
		again, err := o.r.Decide(o.as(root), meeting.ChangeSetting{Name: x.Name, Value: got})
		if err != nil || len(again) != 0 {
			t.Fatalf("%s was set to %q, reads %q, and that gives %v %v", x.Name, words, got, again, err)
		}
	})
}

// TestRecordUnderSettings has a record follow the service's settings wherever it says nothing itself.
func TestRecordUnderSettings(t *testing.T) {
	d := newDesk(t)
	set := &meeting.Settings{
		Clocks: meeting.Clocks{Wait: 100, Review: 50, Reply: 1, Stages: map[meeting.PathStage]int{meeting.Planning: 7}},
		Waits:  []meeting.WaitTarget{{Service: "sleep  CLINIC", Days: 30}}, Answer: 2, DaysOff: []meeting.Day{"2026-01-02"},
		Agendas: map[meeting.Kind][]meeting.AgendaLine{meeting.Review: {{Title: "Only this", Minutes: 9}}},
	}
	before := d.view(keyworker)
	d.r.Under(set)
	v := d.view(keyworker)
	if before.Same(v) || before.Clocks().Wait != 126 || v.Clocks().Wait != 100 || v.Clocks().Stages[meeting.Planning] != 7 || v.Clocks().Contact != 28 || v.ReplyDays() != 2 {
		t.Errorf("under the settings the clocks are %+v", v.Clocks())
	}
	if past := v.At(d.state()); past.Clocks().Wait != 100 {
		t.Error("the past of a record is under other settings")
	}
	for service, want := range map[string]int{"Sleep clinic": 30, "Physiotherapy": 100} {
		if got := v.TargetOf(&meeting.Wait{Service: service}); got != want {
			t.Errorf("%s should see a child within %d days", service, got)
		}
	}
	if got := v.TargetOf(&meeting.Wait{Service: "Sleep clinic", Target: 3}); got != 3 {
		t.Errorf("a wait's own target is %d", got)
	}
	step := d.do(keyworker, meeting.AddEntry{Entry: &meeting.PathStep{Stage: meeting.Planning}})
	if x, ok := d.view(keyworker).Entry(step).(*meeting.PathStep); !ok || x.From.Until(x.Due) != 7 {
		t.Errorf("the stage is %+v", x)
	}
	d.do(keyworker, meeting.SetClocks{Clocks: meeting.Clocks{Wait: 60}})
	v = d.view(keyworker)
	if v.Clocks().Wait != 60 || v.Clocks().Review != 50 || v.TargetOf(&meeting.Wait{Service: "Sleep clinic"}) != 60 {
		t.Errorf("the record's own clocks give %+v", v.Clocks())
	}
	d.do(keyworker, meeting.PlanMeeting{Kind: meeting.Review, At: d.at.AddDate(0, 1, 0)})
	m := d.state().Meetings[len(d.state().Meetings)-1]
	if !slices.EqualFunc(m.Agenda, set.Agendas[meeting.Review], func(i meeting.Item, l meeting.AgendaLine) bool { return i.Title == l.Title && i.Minutes == l.Minutes }) {
		t.Errorf("the agenda is %+v", m.Agenda)
	}
	snap, err := d.r.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := meeting.RestoreRecord(snap)
	if err != nil || r.State().Clocks().Review != 84 {
		t.Errorf("a snapshot keeps the settings of the service: %v", err)
	}
	if d.r.Under(nil); d.view(keyworker).Clocks().Review != 84 {
		t.Error("settings that are gone still count")
	}
}

// TestClassesOfKeeping keeps a record as its class is kept, also when that changes.
func TestClassesOfKeeping(t *testing.T) {
	o := newOffice(t)
	o.do(o.as(root), meeting.ChangeSetting{Name: "keep.classes", Value: "Looked after, age 75"})
	o.do(o.as(root), meeting.ChangeSetting{Name: "keep.years", Value: "6"})
	o.refused(meeting.NotFound, o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{Class: "nonsense"}})
	o.refused(meeting.Invalid, o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{Class: "looked after", UntilAge: 3}})
	o.do(o.as(root), meeting.SetKeeping{Record: "sunflower", Keeping: meeting.Keeping{Class: "looked  AFTER"}})
	if k := o.r.State().KeepingOf("sunflower"); k.UntilAge != 75 || k.YearsAfterClosing != 0 || k.Class != "Looked after" {
		t.Errorf("the record is kept %+v", k)
	}
	o.do(o.as(root), meeting.ChangeSetting{Name: "keep.classes", Value: "Looked after, closed 20"})
	if k := o.r.State().KeepingOf("sunflower"); k.UntilAge != 0 || k.YearsAfterClosing != 20 {
		t.Errorf("the record is kept %+v", k)
	}
	o.do(o.as(root), meeting.ChangeSetting{Name: "keep.classes", Reset: true})
	if k := o.r.State().KeepingOf("sunflower"); k.YearsAfterClosing != 6 {
		t.Errorf("a record of a class that is gone is kept %+v", k)
	}
	if _, err := o.r.Decide(o.as(root), meeting.SetSettings{Settings: meeting.Settings{Keep: meeting.Keeping{Class: "x"}}}); err == nil {
		t.Error("all records are of one class")
	}
}
