package meeting

// FigureSets returns, for every figure of a report, the things behind each number that it shows or that follows from it: each is a plan's number and
// an entry of it.
func FigureSets(records []*State, dir *Service, today Day, smallest int) (of []string, told [][]map[[2]int]bool) {
	r := newReport(dir, today)
	for i, s := range records {
		r.plan(i, s)
	}
	r.figures(smallest)
	for _, c := range r.all {
		var sets []map[[2]int]bool
		for _, t := range c.told {
			set := map[[2]int]bool{}
			for x := range t {
				set[[2]int{x.plan, int(x.id)}] = true
			}
			sets = append(sets, set)
		}
		of, told = append(of, c.of), append(told, sets)
	}
	return of, told
}
