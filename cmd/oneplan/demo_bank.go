package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"oneplan/meeting"
	"oneplan/store"
)

// demoTowns is where the demonstration's services are.
var demoTowns = []struct {
	name, post string
	lat, long  float64
}{
	{"Northtown", "NT1", 51.60, -3.20}, {"Southtown", "ST4", 51.48, -3.18}, {"Westbrook", "WB2", 51.53, -3.42},
}

// demoService is one kind of service that there is in each of the demonstration's towns.
type demoService struct {
	name, run, need, about, eligible, apply, cost string
	from, to                                      int // in years; 0: any
	days, opens, closes                           string
	checked                                       int // days ago
}

var demoServices = []demoService{
	{"Sleep clinic", "Northtown Children's Hospital", "Sleep", "Helps children who do not sleep, and the families who are up with them. A nurse makes a plan with you and rings every week.", "Children with a long-term condition", "A doctor, school nurse or keyworker writes to the clinic.", "Free", 1, 16, "TU,TH", "09:00", "16:00", 40},
	{"Wheelchair service", "Community health", "Getting about", "Measures for wheelchairs, buggies and walking aids, and mends them.", "Anybody who needs help to walk for more than six months", "A physiotherapist or doctor refers you.", "Free", 0, 0, "MO,WE", "09:30", "15:30", 75},
	{"Speech and language therapy", "Community health", "Talking and understanding", "Therapists for children who find talking, understanding or swallowing hard.", "Children and young people", "Ask your health visitor or school, or ring.", "Free", 0, 18, "MO,TU,WE,TH,FR", "08:30", "16:30", 120},
	{"Short breaks", "Open Door", "A rest", "A day or a night away for a disabled child, so that everybody else can rest.", "Disabled children and their families", "A social worker asks for it with you.", "Free for most families", 3, 17, "SA,SU", "10:00", "18:00", 200},
	{"Saturday club", "Rainbow Play", "Play and friends", "Play with trained helpers: a sensory room, a garden and no loud music before noon.", "Children with additional needs; brothers and sisters are welcome", "Ring, and come and look first.", "£4 a morning", 5, 12, "SA", "09:30", "12:30", 15},
	{"Young carers", "The Beacon", "Young carers", "An evening a week for those who look after a parent, brother or sister.", "Young people who care for somebody", "Ring or write; a parent need not.", "Free", 8, 18, "WE", "17:00", "19:30", 90},
	{"Parents' group", "Family Voices", "Other families", "Parents and carers of children with additional needs meet over coffee. Nobody has to say anything.", "Parents and carers", "Just come.", "Free", 0, 0, "FR", "10:00", "11:30", 30},
	{"Benefits advice", "Citizens' Help", "Money", "Help with disability living allowance, carer's allowance, debts and appeals.", "Everybody", "Ring for an appointment.", "Free", 0, 0, "MO,TU,TH", "09:30", "16:00", 60},
	{"Counselling for young people", "Bright Futures", "Worries", "Somebody to talk to about worries, grief, anger or nothing in particular.", "Young people; no diagnosis is needed", "Young people ring or text themselves.", "Free", 11, 25, "MO,TU,WE,TH,FR", "12:00", "19:00", 300},
	{"Autism family support", "Autism Together", "Autism", "Before, during and after the diagnosis: what it means, and what helps at home and at school.", "Families of autistic children, diagnosed or not", "Families ring themselves.", "Free", 0, 18, "TU,TH", "09:00", "15:00", 410},
	{"Home visiting", "Home-Start", "Help at home", "A trained parent comes for two hours a week: another pair of hands, and somebody to talk to.", "Families with a child under five", "Ring, or ask your health visitor.", "Free", 0, 5, "MO,TU,WE,TH,FR", "09:00", "17:00", 100},
	{"Portage", "Eastbank Council", "Early learning", "Weekly home visits that teach through play.", "Children under five with additional needs", "A health visitor refers you.", "Free", 0, 4, "MO,TU,WE", "09:00", "15:00", 150},
	{"Swimming for all", "Sports for All", "Sport", "A warm pool, a hoist, and a teacher in the water.", "Children who need a little or a lot of help in the water", "Ring for a first swim.", "£3 a swim", 3, 18, "SU", "14:00", "15:30", 20},
	{"Community transport", "The Bus Company", "Getting about", "Lifts to appointments in cars and buses that take wheelchairs.", "Anybody who cannot use a bus", "Ring two days before.", "45p a mile", 0, 0, "MO,TU,WE,TH,FR", "08:00", "18:00", 35},
	{"Food bank", "St Anne's Church", "Food", "Three days of food.", "Anybody", "Any of your workers gives you a voucher.", "Free", 0, 0, "TU,FR", "13:00", "15:00", 25},
	{"Epilepsy nurses", "Northtown Children's Hospital", "Epilepsy", "Emergency plans, training for schools, and somebody to ring.", "Children with epilepsy", "Your consultant refers you.", "Free", 0, 18, "MO,TU,WE,TH,FR", "09:00", "17:00", 55},
	{"Special educational needs advice", "Eastbank Council", "School", "Free and impartial advice about help at school, plans and appeals.", "Parents, carers and young people", "Ring or write.", "Free", 0, 25, "MO,TU,WE,TH,FR", "10:00", "15:00", 80},
	{"Night nursing", "Community health", "Sleep", "A nurse for the night in families whose child needs care around the clock.", "Children with complex health needs", "The community nurse asks for it with you.", "Free", 0, 18, "MO,TU,WE,TH,FR,SA,SU", "21:00", "07:00", 700},
	{"Toy library", "Rainbow Play", "Play and friends", "Toys, switches and sensory boxes to borrow for a month.", "Families of children with additional needs", "Come with something that has your address on it.", "Free", 0, 10, "TH", "10:00", "14:00", 10},
	{"Signing classes", "Hearing Link", "Hearing", "Signing for families, from the very beginning.", "Families of deaf children, and anybody who talks with hands", "Ring for the next course.", "£20 for ten weeks", 0, 0, "MO", "18:00", "19:30", 365},
}

// demoServiceID is what the demonstration calls a service.
func demoServiceID(name, town string) string {
	return strings.ToLower(strings.NewReplacer(" ", "-", "'", "").Replace(name + " " + town))
}

// demoListing is a service of the demonstration as a record names it.
func demoListing(name string, now time.Time) meeting.Listing {
	l := meeting.Listing{ID: demoServiceID(name, demoTowns[0].name), Name: name + ", " + demoTowns[0].name}
	for _, s := range demoServices {
		if s.name == name {
			l.Checked = on(now, s.checked)
		}
	}
	return l
}

// demoDirectory writes the demonstration's services, as whoever publishes a directory would.
func demoDirectory(now time.Time) ([]byte, error) {
	var all []map[string]any
	for i, s := range demoServices {
		for j, town := range demoTowns {
			id, phone := demoServiceID(s.name, town.name), fmt.Sprintf("01632 960%03d", (i*len(demoTowns)+j)%1000)
			x := map[string]any{
				"id": id, "name": s.name + ", " + town.name, "status": "active", "description": s.about, "eligibility_description": s.eligible,
				"application_process": s.apply, "fees_description": s.cost, "assured_date": on(now, s.checked+j*7), "url": "https://" + id + ".example.org",
				"organization":  map[string]any{"id": demoServiceID(s.run, ""), "name": s.run, "description": s.run},
				"phones":        []any{map[string]any{"id": id + "-phone", "number": phone, "type": "voice"}},
				"service_areas": []any{map[string]any{"id": id + "-area", "name": town.name}},
				"attributes":    []any{map[string]any{"id": id + "-need", "taxonomy_term": map[string]any{"id": s.need, "name": s.need}}},
				"schedules":     []any{map[string]any{"id": id + "-times", "freq": "WEEKLY", "byday": s.days, "opens_at": s.opens, "closes_at": s.closes}},
				"service_at_locations": []any{map[string]any{"id": id + "-at", "location": map[string]any{
					"id": id + "-place", "location_type": "physical", "name": town.name + " Family Centre", "latitude": town.lat + float64(i)/1000, "longitude": town.long,
					"addresses": []any{map[string]any{"id": id + "-address", "address_1": fmt.Sprintf("%d Station Road", i+1), "city": town.name, "postal_code": town.post + " 1AA", "address_type": "physical"}},
				}}},
			}
			if s.from > 0 {
				x["minimum_age"] = s.from
			}
			if s.to > 0 {
				x["maximum_age"] = s.to
			}
			all = append(all, x)
		}
	}
	return json.Marshal(all)
}

// fillDemoBank imports the demonstration's services into an empty information bank.
func fillDemoBank(ctx context.Context, b *store.Bank, now time.Time) error {
	if b.Running() > 0 {
		return nil
	}
	raw, err := demoDirectory(now)
	if err != nil {
		return err
	}
	rep, err := b.Import(ctx, bytes.NewReader(raw), store.ImportOptions{At: now})
	if err == nil && rep.Skipped.Count+rep.Warned.Count > 0 {
		err = errors.New("the demonstration's services are not as they should be")
	}
	return err
}
