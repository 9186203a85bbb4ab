package store_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// What an invented county is made of.
var (
	madeTowns = strings.Fields(`Northtown Southtown Eastleigh-on-Sea Westbrook Ashcombe Birchfield Coldharbour Dunmere Elmswell Fernhill Glanrafon
		Harrowgate-in-Vale Ivybridge Kingsmead Larkhill Millbrook Newbridge Oakhampton Pentre Quarryfield Redcliffe Stonebridge Thornbury Upton
		Vale-End Whitchurch Yarrow Aberfan-Newydd Bryncoed Llanfair`)
	madeRuns = []string{
		"Hill Trust", "Northtown Council", "Riverside NHS Trust", "Community Care Wales", "St Anne's Church", "Bright Futures", "Family Voices", "Autism Together",
		"Home-Start", "Young Carers' Alliance", "Sports for All", "Open Door", "Rainbow Play", "The Beacon", "Acorn Nurseries", "Hearing Link",
	}
	madeNeeds = []struct{ term, name, about string }{
		{"Sleep", "Sleep clinic", "Help for families whose child does not sleep, with a plan made together and followed up at home."},
		{"Speech and language", "Speech and language therapy", "Therapy for children who find talking, understanding or swallowing hard."},
		{"Autism", "Autism support group", "A group for parents and carers of autistic children, before and after the diagnosis."},
		{"Respite", "Short breaks", "Days and nights away for disabled children, so that their families can rest."},
		{"Mental health", "Counselling for young people", "Counselling for anxiety, low mood, self-harm and grief. Nobody has to have a diagnosis."},
		{"Play and leisure", "Inclusive play scheme", "Play in the holidays with trained helpers, a sensory room and a soft play area."},
		{"Money advice", "Benefits advice", "Help with disability living allowance, carer's allowance and debts."},
		{"Parenting", "Parenting course", "Ten weekly meetings about behaviour, boundaries and looking after oneself."},
		{"Young carers", "Young carers' club", "For those who look after a parent, brother or sister: an evening a week to be a child."},
		{"Hearing", "Deaf children's society", "Signing classes, equipment to borrow, and other families who know."},
		{"Housing", "Housing support", "Help with adaptations, overcrowding and moving home."},
		{"Transport", "Community transport", "Lifts to appointments in cars and buses that take wheelchairs."},
		{"Portage", "Portage home visiting", "Home visits that teach through play, for children under five with additional needs."},
		{"Epilepsy", "Epilepsy nurses", "Training for schools, emergency plans and someone to ring."},
		{"Food", "Food bank", "Three days of food, with a voucher of any professional."},
	}
	madeKinds = []string{"", " drop-in", " for under fives", " outreach", " at school", " online", " in Welsh", " weekend group", " assessments", " helpline"}
	madeMore  = []string{
		"Families say that the waiting list is honest.", "We visit at home where getting here is hard.", "The building has a lift and a quiet room.",
		"Interpreters are booked on request.", "Please ring before you come.", "There is parking for blue badges.", "Brothers and sisters are welcome.",
		"Schools, health visitors and doctors can refer; families may refer themselves.", "We answer within five working days.",
	}
)

// made writes an invented directory of n services as HSDS JSON.
func made(tb testing.TB, n int) string {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same directory each time
	one := func(s []string) string { return s[r.IntN(len(s))] }
	var out strings.Builder
	out.WriteString("[\n")
	enc := json.NewEncoder(&out)
	for i := range n {
		if i > 0 {
			out.WriteString(",")
		}
		need, town := madeNeeds[r.IntN(len(madeNeeds))], r.IntN(len(madeTowns))
		place := fmt.Sprintf("%s %s", madeTowns[town], []string{"Health Centre", "School", "Library", "Family Centre", "Church Hall"}[r.IntN(5)])
		about := []string{need.about}
		for range 2 + r.IntN(4) {
			about = append(about, one(madeMore))
		}
		about = append(about, fmt.Sprintf("Ask for %s %s.", one([]string{"Ann", "Bob", "Cerys", "Dafydd", "Elin", "Farah"}), name(r)))
		run := one(madeRuns)
		err := enc.Encode(map[string]any{
			"id": fmt.Sprintf("made-%06d", i), "name": madeTowns[town] + " " + need.name + one(madeKinds), "status": "active",
			"description": strings.Join(about, " "), "email": fmt.Sprintf("s%d@example.org", i), "url": fmt.Sprintf("https://example.org/%d", i),
			"eligibility_description": "Children and young people with additional needs, and their families", "minimum_age": r.IntN(6), "maximum_age": 10 + r.IntN(15),
			"assured_date": fmt.Sprintf("202%d-%02d-%02d", 4+r.IntN(3), 1+r.IntN(10), 1+r.IntN(28)), "application_process": one(madeMore),
			"organization":  map[string]any{"id": "org-" + run, "name": run, "description": run + " of the county"},
			"phones":        []any{map[string]any{"id": fmt.Sprint("p", i), "number": fmt.Sprintf("01%09d", r.IntN(1e9)), "type": "voice"}},
			"service_areas": []any{map[string]any{"id": fmt.Sprint("a", i), "name": madeTowns[town]}},
			"attributes":    []any{map[string]any{"id": fmt.Sprint("t", i), "taxonomy_term": map[string]any{"id": need.term, "name": need.term}}},
			"schedules":     []any{map[string]any{"id": fmt.Sprint("c", i), "byday": one([]string{"MO", "TU,TH", "MO,TU,WE,TH,FR"}), "freq": "WEEKLY", "opens_at": "09:00:00", "closes_at": "17:00:00"}},
			"service_at_locations": []any{map[string]any{"id": fmt.Sprint("l", i), "location": map[string]any{
				"id": fmt.Sprint("o", i), "location_type": "physical", "name": place, "latitude": 51 + float64(town)/20 + r.Float64()/50, "longitude": -3 - float64(town%6)/10,
				"addresses": []any{map[string]any{
					"id": fmt.Sprint("d", i), "address_1": fmt.Sprintf("%d %s Street", 1+r.IntN(200), name(r)), "city": madeTowns[town],
					"postal_code": fmt.Sprintf("NT%d %dAB", 1+town, r.IntN(10)), "address_type": "physical",
				}},
			}}},
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	out.WriteString("]\n")
	return out.String()
}

// name makes a name that nobody else has, more or less: real directories have thousands of them.
func name(r *rand.Rand) string {
	var out strings.Builder
	for range 2 + r.IntN(2) {
		out.WriteString([]string{"bren", "car", "dal", "el", "fen", "gar", "hal", "in", "jor", "kes", "lor", "mon", "nev", "or", "pel", "ros", "sto", "tam", "ul", "wen"}[r.IntN(20)])
		out.WriteString([]string{"a", "ey", "wick", "ton", "ham", "by", "ford", "ley"}[r.IntN(8)])
	}
	return strings.ToUpper(out.String()[:1]) + out.String()[1:]
}
