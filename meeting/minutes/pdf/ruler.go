package pdf

// Columns is how wide the columns of a table are, in points: what Table sets them to, for whoever sets the table elsewhere.
func (d *Document) Columns(head []string, rows [][]string) []float64 {
	return d.columns(head, rows, d.o.Size*0.92)
}

// Label is how wide the names of pairs are, with the space after them, in points.
func (d *Document) Label(pairs [][2]string) float64 {
	label := 0.0
	for _, p := range pairs {
		label = max(label, d.measure(p[0], bold, d.o.Size))
	}
	return label + d.o.Size
}
