package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oneplan/meeting"
	"oneplan/meeting/text"
	"oneplan/meeting/words"
)

// found is a meeting that the caller may see, with its record.
type found struct {
	view *meeting.View
	*meeting.Meeting
}

// name is what people call the meeting: sunflower-3.
func (f found) name() string { return fmt.Sprintf("%s-%d", f.view.Name, f.Number) }

// candidate is something that a typed name may mean.
type candidate[T any] struct {
	names []string // what it is called; the first one is how it is listed
	is    T
}

// maxListed is how many candidates a sentence lists.
const maxListed = 8

// pick returns what the typed name means: the one thing that is called so, or else the one thing whose name begins so. Great
// and small letters are one. what is a noun with its article, and lists is the command that lists the things.
func pick[T any](what words.Msg, typed, lists string, all []candidate[T]) (T, error) {
	var none T
	want := fold(typed)
	if want == "" {
		return none, wrong("Say which %s is meant: “%s” lists them.", what, lists)
	}
	var whole, begins []candidate[T]
	for _, c := range all {
		switch {
		case slices.ContainsFunc(c.names, func(n string) bool { return fold(n) == want }):
			whole = append(whole, c)
		case slices.ContainsFunc(c.names, func(n string) bool { return strings.HasPrefix(fold(n), want) }):
			begins = append(begins, c)
		}
	}
	if len(whole) == 0 {
		whole = begins
	}
	switch len(whole) {
	case 1:
		return whole[0].is, nil
	case 0:
		return none, refuse(meeting.NotFound, "There is no %s “%s” that you may see: “%s” lists them.", what, cell(typed), lists)
	}
	var names []string
	for i, c := range whole {
		if i == maxListed {
			names = append(names, "…")
			break
		}
		names = append(names, cell(c.names[0]))
	}
	return none, refuse(meeting.Invalid, "“%s” could be %s: type more of the name.", cell(typed), strings.Join(names, ", "))
}

// fold returns a name as names are compared.
func fold(s string) string { return strings.ToLower(cell(s)) }

// record finds a record by name among what the caller may see.
func (s *session) record(ctx context.Context, typed string) (*meeting.View, error) {
	views, err := s.look(ctx)
	if err != nil {
		return nil, err
	}
	var all []candidate[*meeting.View]
	for _, v := range views {
		all = append(all, candidate[*meeting.View]{[]string{v.Name}, v})
	}
	v, err := pick("record", typed, "record list", all)
	if err != nil {
		s.notNamed(typed)
		return nil, s.partEnded(ctx, fold(typed), s.orUrgently(err))
	}
	return s.named(v), nil
}

// partEnded says in place of err to somebody whose part in the record has ended that it has, and whom to ring.
func (s *session) partEnded(ctx context.Context, record string, err error) error {
	if told := s.Hub.PartEnded(ctx, s.Identity, record); meeting.CodeOf(told) == meeting.Ended {
		return told
	}
	return err
}

// meeting finds a meeting by name among what the caller may see. The record's name may be short: sun-3.
func (s *session) meeting(ctx context.Context, typed string) (found, error) {
	views, err := s.look(ctx)
	if err != nil {
		return found{}, err
	}
	before, number, numbered := cutLast(cell(typed), "-")
	if n, err := strconv.Atoi(number); err != nil || n < 1 || n > 1e6 {
		numbered = false
	}
	var all []candidate[found]
	for _, v := range views {
		for _, m := range v.Meetings {
			f := found{v, m}
			if fold(f.name()) == fold(typed) {
				s.named(v)
				return f, nil
			}
			c := candidate[found]{[]string{f.name()}, f}
			if numbered && strconv.Itoa(m.Number) == number && strings.HasPrefix(fold(v.Name), fold(before)) {
				c.names = append(c.names, before+"-"+number)
			}
			all = append(all, c)
		}
	}
	f, err := pick("meeting", typed, "meeting list", all)
	if err != nil {
		s.notNamed(typed)
		return found{}, s.partEnded(ctx, fold(before), s.orUrgently(err))
	}
	s.named(f.view)
	return f, nil
}

// cutLast is strings.Cut at the last sep.
func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// member finds somebody on a record's team.
func member(v *meeting.View, typed string) (*meeting.Member, error) {
	var all []candidate[*meeting.Member]
	for _, m := range v.Members {
		if m.Current() {
			all = append(all, candidate[*meeting.Member]{both(m.Name, m.AgencyName), m})
		}
	}
	return pick("person on the team", typed, "record show "+v.Name, all)
}

// both is how a person is listed, "Tom (Hill School)", and what they are called alone.
func both(name, agency string) []string {
	name = text.CleanLine(name)
	if agency == "" {
		return []string{name}
	}
	return []string{name + " (" + text.CleanLine(agency) + ")", name}
}

// choose finds one of a fixed list of words.
func choose[T ~string](what words.Msg, typed string, all []T, also map[string]T) (T, error) {
	var cs []candidate[T]
	var offered []string
	for _, a := range all {
		c := candidate[T]{[]string{string(a)}, a}
		for name, is := range also {
			if is == a {
				c.names = append(c.names, name)
			}
		}
		cs = append(cs, c)
		offered = append(offered, string(a))
	}
	got, err := pick(what, typed, "help", cs)
	if err != nil {
		return got, wrong("“%s” is not a %s: choose one of %s.", cell(typed), what, strings.Join(offered, ", "))
	}
	return got, nil
}
