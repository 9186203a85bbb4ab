package line_test

import (
	"strings"
	"testing"

	"oneplan/cmd/oneplan/line"
	"oneplan/meeting"
	"oneplan/meeting/meetingtest"
	"oneplan/meeting/words"
)

// inWelsh is what somebody says who reads Welsh, in Welsh for the most part, and what is said to it.
var inWelsh = []step{
	{meetingtest.Ben, "open", "Mae'r cyfarfod ar agor, cadwyd."},
	{meetingtest.Ben, "eitem 2", "Eitem 2 o 10: "},
	{meetingtest.Ben, "nesaf", "Eitem 3 o 10: "},
	{meetingtest.Ben, "eitem yn ôl", "Eitem 2 o 10: "},
	{meetingtest.Nia, "pwy", "Sara: gweithiwr allweddol, occupational therapist"},
	{meetingtest.Nia, "llaw", "Mae eich llaw i fyny"},
	{meetingtest.Ben, "llawr Nia", "Nia sydd â'r llawr, cadwyd."},
	{meetingtest.Nia, "nodi Wythnos anodd", "Nodwyd o dan eitem 2, cadwyd."},
	{meetingtest.Nia, "note Yn Saesneg hefyd", "Nodwyd o dan eitem 2, cadwyd."},
	{meetingtest.Nia, "dadwneud", "Dadwnaed eich newid olaf."},
	{meetingtest.Sara, "ychwanegu angen Cwsg", "Rydych chi wedi ychwanegu angen 1: Cwsg. Cadwyd."},
	{meetingtest.Sara, "ychwanegu nod Cysgu drwy'r nos i angen 1", "canlyniad 1: Cysgu drwy'r nos, ar gyfer angen 1. Cadwyd."},
	{meetingtest.Nia, "ychwanegu cam Edrych am le i'r plant i Sara erbyn 12 Mai o dan canlyniad 1", "cam 1: Edrych am le i'r plant. Mae'r cam ar gyfer Sara, gofynnwyd, erbyn Mer 12 Mai 2027. Cadwyd."},
	{meetingtest.Sara, "derbyn 1", "Rydych chi'n derbyn cam 1, cadwyd: Edrych am le i'r plant."},
	{meetingtest.Sara, "statws 1 ar waith", "Cam 1: ar waith, cadwyd"},
	{meetingtest.Sara, "statws 1 rywsut", "Dywedwch pa mor bell y mae'r cam: heb ddechrau"},
	{meetingtest.Sara, "sgorio 1 plentyn 4", "Canlyniad 1, sgôr gan plentyn: 4 allan o 10, cadwyd"},
	{meetingtest.Nia, "camau fy rhai i", "Nid oes camau gweithredu."},
	{meetingtest.Sara, "ychwanegu cam Ffonio'r ymwelydd iechyd", "cam 2: Ffonio'r ymwelydd iechyd. Mae'r cam heb neb i'w wneud eto. Cadwyd."},
	{meetingtest.Sara, "pwy sy'n gweld 2 ymarferwyr", "Cam 2: pwy gaiff ei weld o hyn ymlaen, cadwyd: ymarferwyr."},
	{meetingtest.Nia, "cam 2", "Nid oes cam 2 y cewch ei weld: mae “cynllun” yn eu darllen."},
	{meetingtest.Nia, "cynnig Gofyn i'r clinig oherwydd nid oes neb yn ffonio", "Cynigiwyd penderfyniad 1"},
	{meetingtest.Sara, "penderfyniadau", "Nia a gynigiodd, penderfyniad 1: Gofyn i'r clinig. Pam: nid oes neb yn ffonio."},
	{meetingtest.Ben, "cadarnhau presenoldeb", "Cadarnhawyd presenoldeb, cadwyd: "},
	{meetingtest.Ben, "rhoi gerbron 1", "Rhoddwyd penderfyniad 1 gerbron pawb sydd yma, cadwyd."},
	{meetingtest.Nia, "cytuno 1 ond nid eto", "Cadwyd eich ateb i benderfyniad 1: cytuno gydag amheuon."},
	{meetingtest.Sara, "nodi ar gyfer ymarferwyr: Yr adroddiad", "Nodwyd yn nodyn 1, pwy gaiff ei weld: ymarferwyr, cadwyd."},
	{meetingtest.Ben, "ychwanegu eitem Y bws 7 munud", "Ar yr agenda, cadwyd: Y bws."},
	{meetingtest.Ben, "presenoldeb Omar ymddiheuriadau", "Presenoldeb, cadwyd: Omar, ymddiheuriadau."},
	{meetingtest.Nia, "ring", "Ffoniwch Duty social worker, 01632 960000, at night."},
	{meetingtest.Nia, "beth amdani", "Nid yw “beth amdani” yn cael ei ddeall"},
	{meetingtest.Nia, "erbyn", "Dywedwch ef fel hyn: erbyn N DYDD"},
	{meetingtest.Nia, "help", "Y cynllun: ychwanegu cam"},
	{meetingtest.Nia, "help nodi", "nodi TESTUN: ysgrifennu"},
	{meetingtest.Olga, "ychwanegu angen Dim", "Nid yw eich rhan yma"},
	{meetingtest.Ben, "cau", "Yn ôl y gwiriadau cau"},
	{meetingtest.Ben, "cau oherwydd amser", "Mae'r cyfarfod wedi cau, cadwyd."},
}

// TestWelsh goes through a meeting with people who read Welsh, who hear nothing in English.
func TestWelsh(t *testing.T) {
	tb := meetingtest.New(t)
	there := map[meeting.PersonID]*listener{}
	for _, p := range []meeting.PersonID{meetingtest.Ben, meetingtest.Nia, meetingtest.Sara, meetingtest.Olga} {
		there[p] = follow(t, tb, p, func(o *line.Options) { o.Words = func() *words.Language { return words.In("cy") } })
	}
	for _, s := range inWelsh {
		l := there[s.who]
		l.read = len(l.all())
		l.says(s.says, s.hears)
	}
	for who, l := range there {
		for _, english := range []string{" saved", "You ", " is ", " has ", " by "} {
			if i := strings.Index(l.all(), english); i >= 0 {
				t.Errorf("%s hears %q in %q", who, english, l.all()[max(0, i-60):i+20])
			}
		}
	}
}

// TestBeginnings: in no language do two sentences begin with the same words, and English is understood in each.
func TestBeginnings(t *testing.T) {
	for _, l := range words.All() {
		of := map[string]string{}
		for i, x := range line.Sentences(l) {
			english := line.Sentences(nil)[i]
			for _, b := range x.Begins {
				b = strings.ToLower(b)
				if old, ok := of[b]; ok && old != english.Usage {
					t.Errorf("%s: %q begins both %q and %q", l.Tag(), b, old, english.Usage)
				}
				of[b] = english.Usage
			}
			for _, b := range english.Begins {
				if of[b] != english.Usage {
					t.Errorf("%s: %q is not understood any more", l.Tag(), b)
				}
			}
		}
	}
}

// The help names every way to attend.
func TestHelpNamesTheWaysToAttend(t *testing.T) {
	for _, x := range line.Sentences(nil) {
		if x.Begins[0] != "attendance" {
			continue
		}
		for _, w := range meeting.Ways {
			if !strings.Contains(x.Does, string(w)) {
				t.Errorf("%q does not name %q", x.Does, w)
			}
		}
	}
}
