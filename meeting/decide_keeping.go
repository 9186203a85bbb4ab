package meeting

// applyKeeping makes an event about the settings and about how records are kept part of the service.
func (r *Directory) applyKeeping(_ Meta, e Event) {
	if e, ok := e.(SettingsSet); ok {
		r.s.Settings = e.Settings
	}
}

// decideKeeping decides what is about the settings and about how records are kept.
func (r *Directory) decideKeeping(_ Authority, admin bool, c Command) (events []Event, known bool, err error) {
	switch c := c.(type) {
	case SetSettings:
		if !admin {
			return nil, true, errAdmin
		}
		events, err = r.settings(c.Settings)
		return events, true, err
	}
	return nil, false, nil
}
