package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// TitleOf returns what people know an entry of the Shelf by, on one line.
func (v *View) TitleOf(e Entry) string {
	switch x := e.(type) {
	case *Detail:
		return string(x.Kind)
	case *Relation:
		return x.Name
	case *Involvement:
		return x.Service
	case *Wait:
		return x.Service
	case *Assessment:
		return x.Kind
	case *Appointment:
		return x.What
	case *OtherPlan:
		return x.Kind
	case *PathStep:
		return string(x.Stage)
	case *Transition:
		return x.What()
	case *Tenure:
		return v.NameOf(x.Member)
	case *Contact:
		return v.NameOf(x.By) + ", " + string(x.How)
	case *Question:
		return v.lineOf(x.ID, Asks)
	case *Handover:
		return "to " + nameOr(v, x.To, "whoever comes next")
	case *Mandate:
		return x.SignedBy
	case *Escalation:
		return v.lineOf(x.ID, Remarks)
	case *Closing:
		return string(x.Why)
	}
	return ""
}

func nameOr(v *View, id ID, otherwise string) string {
	if id == 0 {
		return otherwise
	}
	return v.NameOf(id)
}

// shelfFacts returns the words of every fact of an entry of this kind; all "" if it is not there. They are called what the log calls
// them, with spaces.
func shelfFacts(v *View, k drawer, e Entry, now time.Time) []FactChange {
	blank := reflect.New(k.holdsType()).Elem()
	x := blank
	if e != nil {
		x = reflect.ValueOf(e).Elem()
	}
	var out []FactChange
	for i := range blank.NumField() {
		f := blank.Type().Field(i)
		if f.Anonymous { // Head
			h := FactChange{Name: "who sees it"}
			about := FactChange{Name: "about"}
			if e != nil {
				h.Before, about.Before = forWhom(e.head().Audience), nobody(v, e.head().About)
			}
			out = append(out, about, h)
			continue
		}
		c := FactChange{Name: factName(f)}
		if e != nil {
			c.Before = factWords(v, x.Field(i).Interface(), now)
		}
		out = append(out, c)
	}
	return out
}

// factName is what a fact of an entry of the Shelf is called.
func factName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
	return strings.ReplaceAll(name, "_", " ")
}

// FactsOf returns what an entry of the Shelf that v shows says beside its texts: the words of each fact, where there are any, as Before.
func (v *View) FactsOf(id ID, now time.Time) []FactChange {
	e := v.Shelf.Entry(id)
	k := drawerFor(e)
	if k == nil {
		return nil
	}
	return slices.DeleteFunc(shelfFacts(v, k, e, now), func(f FactChange) bool { return f.Before == "" })
}

// factWords says a fact in words; "" for none, and for what names other entries.
func factWords(v *View, fact any, now time.Time) string {
	switch x := fact.(type) {
	case Day:
		return x.Words(DayOf(now))
	case time.Time:
		return moment(x, now)
	case ID:
		return whoIs(v, x)
	case []ID:
		var names []string
		for _, id := range x {
			if n := whoIs(v, id); n != "" {
				names = append(names, n)
			}
		}
		return strings.Join(names, ", ")
	case []string:
		return strings.Join(x, "; ")
	case []AgencyID:
		var names []string
		for _, a := range x {
			names = append(names, string(a))
		}
		return strings.Join(names, ", ")
	case bool:
		if x {
			return "yes"
		}
		return ""
	case Listing:
		return x.Name
	case int:
		if x == 0 {
			return ""
		}
		return fmt.Sprint(x)
	}
	switch x := reflect.ValueOf(fact); x.Kind() {
	case reflect.String:
		return x.String()
	case reflect.Slice:
		if x.Len() > 0 {
			return fmt.Sprint(x.Len())
		}
	}
	return ""
}

// whoIs names a member or child; "" for anything else.
func whoIs(v *View, id ID) string {
	if _, child := v.s.Child(id); child || v.s.Member(id) != nil {
		return v.NameOf(id)
	}
	return ""
}

// shelf adds the changes of what there is between meetings and beside the plan.
func (d *differ) shelf() {
	for _, k := range drawers {
		kind := ChangeKind(k.kind())
		was := map[ID]bool{}
		k.entries(&d.from.Shelf, func(a Entry) bool {
			id := a.head().ID
			was[id] = true
			d.filed(k, kind, a, k.find(&d.to.Shelf, id))
			return true
		})
		k.entries(&d.to.Shelf, func(b Entry) bool {
			if !was[b.head().ID] {
				d.filed(k, kind, nil, b)
			}
			return true
		})
	}
}

// filed adds the change of one entry of the Shelf, if there is one; nil is not there.
func (d *differ) filed(k drawer, kind ChangeKind, a, b Entry) {
	c := Change{Kind: kind}
	if b != nil {
		c.ID, c.Title = b.head().ID, d.to.TitleOf(b)
	} else {
		c.ID, c.Title = a.head().ID, d.from.TitleOf(a)
	}
	d.entry(c, shelfFacts(d.from, k, a, d.now), shelfFacts(d.to, k, b, d.now), a != nil, b != nil, k.texts()...)
}
