package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"oneplan/meeting/words"
)

// TitleOf returns what people know an entry of the Shelf by, on one line, in a language.
func (v *View) TitleOf(l *words.Language, e Entry) string {
	switch x := e.(type) {
	case *Detail:
		return l.T(x.Kind.Msg())
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
		return l.T(x.Stage.Msg())
	case *Transition:
		return x.WhatIn(l)
	case *Tenure:
		return v.NameOf(x.Member)
	case *Contact:
		return v.NameOf(x.By) + ", " + l.T(x.How.Msg())
	case *Question:
		return v.lineOf(x.ID, Asks)
	case *Handover:
		if x.To == 0 {
			return l.T("to whoever comes next")
		}
		return l.T("to %s", v.NameOf(x.To))
	case *Mandate:
		return x.SignedBy
	case *Escalation:
		return v.lineOf(x.ID, Remarks)
	case *Closing:
		return l.T(x.Why.Msg())
	}
	return ""
}

// shelfFacts returns the words of every fact of an entry of this kind; all "" if it is not there. They are called what the log calls
// them, with spaces.
func shelfFacts(v *View, k drawer, e Entry, in telling) []FactChange {
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
				h.Before, about.Before = in.forWhom(e.head().Audience), nobody(v, e.head().About)
			}
			out = append(out, about, h)
			continue
		}
		c := FactChange{Name: words.Msg(factName(f))}
		if e != nil {
			c.Before = factWords(v, x.Field(i).Interface(), in)
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

// factNames are all that facts of the Shelf's entries are called, as messages.
var factNames = []words.Msg{
	"accepted", "access until", "actions", "again", "again at", "again by", "again for", "again words", "agency", "answered at", "answered by", "ask again on",
	"asked at", "asked on", "at", "before", "cancelled", "closed on", "contact", "cover", "cover from", "cover to", "day", "designated",
	"domain", "done at", "due", "ended", "ended at", "ended on", "expected", "family", "family for", "family words", "for", "from",
	"goodbye", "how", "is", "joint on", "kept on", "kind", "lead", "level", "listing", "manager", "member", "met",
	"minutes", "name", "next due", "not asked", "of", "order", "over", "place", "promise due", "raised on", "reach", "reason",
	"receiving", "referred by", "referred on", "rehomed", "reopened at", "reopened by", "reopened for", "responded on", "responsibility", "review", "seen on", "service",
	"share", "signed by", "signed on", "stage", "stuck", "target", "to", "told on", "until", "value", "vests", "what",
	"who", "why", "wish", "with", "words",
}

// FactsOf returns what an entry of the Shelf that v shows says beside its texts: the words of each fact in a language, where there are any, as
// Before. now, where the service is, is for dates.
func (v *View) FactsOf(l *words.Language, id ID, now time.Time) []FactChange {
	e := v.Shelf.Entry(id)
	k := drawerFor(e)
	if k == nil {
		return nil
	}
	return slices.DeleteFunc(shelfFacts(v, k, e, telling{now, l}), func(f FactChange) bool { return f.Before == "" })
}

// factWords says a fact in words; "" for none, and for what names other entries.
func factWords(v *View, fact any, in telling) string {
	switch x := fact.(type) {
	case Day:
		return in.day(x)
	case time.Time:
		return in.moment(x)
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
			return in.say("yes")
		}
		return ""
	case Listing:
		return x.Name
	case interface{ Msg() words.Msg }:
		return in.say(x.Msg())
	case string:
		return Word(in.words, x)
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
		c.ID, c.Title = b.head().ID, d.to.TitleOf(d.in.words, b)
	} else {
		c.ID, c.Title = a.head().ID, d.from.TitleOf(d.in.words, a)
	}
	d.entry(c, shelfFacts(d.from, k, a, d.in), shelfFacts(d.to, k, b, d.in), a != nil, b != nil, k.texts()...)
}
