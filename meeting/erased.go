package meeting

// RowErased stands for what a row of the log said before its words were erased. It is given to Apply in their place and is never
// logged. Later edits of a text that name characters of an erased row are left out from then on: what they meant is gone with it.
type RowErased struct{}

func (RowErased) event() {}

// Events returns what the row says: what Decode reads in its body, or RowErased.
func (r Row) Events() ([]Event, error) {
	if r.Erased {
		return []Event{RowErased{}}, nil
	}
	return Decode(r.Body)
}
