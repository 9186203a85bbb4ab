package directory

import (
	"math"
	"regexp"
	"strings"
)

// point is a place on the earth (WGS 84, degrees).
type point struct{ lat, long float64 }

// miles returns how far apart two points are, as the crow flies.
func (p point) miles(o point) float64 {
	const radius, rad = 3958.8, math.Pi / 180
	dlat, dlong := (o.lat-p.lat)*rad/2, (o.long-p.long)*rad/2
	a := math.Sin(dlat)*math.Sin(dlat) + math.Cos(p.lat*rad)*math.Cos(o.lat*rad)*math.Sin(dlong)*math.Sin(dlong)
	return 2 * radius * math.Asin(math.Min(1, math.Sqrt(a)))
}

// about reports whether another point may be within 50 miles, which is quicker to tell than how far away it is.
func (p point) about(o point) bool {
	const degree, most = 69.0, 50.0 // miles from one degree of latitude to the next
	return math.Abs(o.lat-p.lat) < most/degree && math.Abs(o.long-p.long)*math.Cos(p.lat*math.Pi/180) < most/degree
}

// gazette knows where places are, from where the services in them are.
type gazette struct {
	towns, posts map[string]*middle
}

// middle is the middle of points.
type middle struct {
	lat, long float64
	n         int
}

func (m *middle) add(p point) { m.lat, m.long, m.n = m.lat+p.lat, m.long+p.long, m.n+1 }

func (m *middle) point() *point {
	if m == nil || m.n == 0 {
		return nil
	}
	return &point{m.lat / float64(m.n), m.long / float64(m.n)}
}

func newGazette() *gazette {
	return &gazette{towns: map[string]*middle{}, posts: map[string]*middle{}}
}

func (g *gazette) add(s Spot) {
	var at *point
	if s.Lat != nil && s.Long != nil {
		at = &point{*s.Lat, *s.Long}
	}
	put := func(by map[string]*middle, name string) {
		if name == "" {
			return
		}
		m := by[name]
		if m == nil {
			m = &middle{}
			by[name] = m
		}
		if at != nil {
			m.add(*at)
		}
	}
	put(g.towns, fold(s.Town))
	post := postcode(s.Postcode)
	put(g.posts, post)
	if out := outward(post); out != post {
		put(g.posts, out)
	}
}

// A postcode of the United Kingdom, whole or its first half, without spaces.
var posts = regexp.MustCompile(`^[A-Z]{1,2}[0-9][A-Z0-9]?([0-9][A-Z]{2})?$`)

// postcode returns a postcode as it is compared.
func postcode(s string) string {
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if letter(r) {
			return r
		}
		return -1
	}, s))
}

// outward returns the first half of a postcode; what is none stays.
func outward(s string) string {
	if len(s) >= 5 && posts.MatchString(s) {
		return s[:len(s)-3]
	}
	return s
}

// find returns what is known of a place: the postcode that it is, and where its middle is. Known says that some service is there.
func (g *gazette) find(place string) (post string, centre *point, known bool) {
	if p := postcode(place); posts.MatchString(p) {
		for _, post := range []string{p, outward(p)} {
			if m := g.posts[post]; m != nil {
				return post, m.point(), true
			}
		}
		return p, nil, false
	}
	name := fold(place)
	if m := g.towns[name]; m != nil {
		return "", m.point(), true
	}
	all := &middle{}
	for town, m := range g.towns { // as it is typed
		if len(name) >= 3 && strings.HasPrefix(town, name) {
			all.lat, all.long, all.n = all.lat+m.lat, all.long+m.long, all.n+m.n
			known = true
		}
	}
	return "", all.point(), known
}
