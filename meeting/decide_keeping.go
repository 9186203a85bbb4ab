package meeting

// applyKeeping makes an event about the settings and about how records are kept part of the service.
func (r *Directory) applyKeeping(_ Meta, e Event) {
	s := r.s
	switch e := e.(type) {
	case SettingsSet:
		s.stand(&e.Settings, nil)
	case TermsSet:
		s.stand(nil, s.Glossary().with(e.Terms))
	case KeepingSet:
		s.Kept = put(s.Kept, &e.Kept, e.Kept.Record, func(k *RecordKept) string { return k.Record })
	case ErasureSet:
		r.applyErasure(e.Erasure)
	case LeadsTold:
		s.Confided = put(s.Confided, &e.Confided, e.Confided.Record, func(c *Confided) string { return c.Record })
	case CorrectionSet:
		s.Corrections = put(s.Corrections, &e.Correction, e.Correction.N, func(c *Correction) int { return c.N })
	case WorkSet:
		s.Work = put(s.Work, &e.Work, e.Work.Person, func(w *Work) PersonID { return w.Person })
	case AdviceSet:
		s.Advice = put(s.Advice, &e.Advice, e.Advice.N, func(x *Advice) int { return x.N })
	case UrgentTold:
		s.Told = put(s.Told, &e.Told, e.Told.N, func(t *Told) int { return t.N })
	}
}

// decideKeeping decides what is about the settings and about how records are kept.
func (r *Directory) decideKeeping(a Authority, admin bool, c Command) (events []Event, known bool, err error) {
	switch c := c.(type) {
	case SetSettings:
		if !admin {
			return nil, true, errAdmin
		}
		events, err = r.settings(c.Settings)
		return events, true, err
	case ChangeSetting:
		if !admin {
			return nil, true, errAdmin
		}
		events, err = r.changeSetting(a, c)
		return events, true, err
	case SetTerms:
		events, err = r.setTerms(a, c.Terms)
		return events, true, err
	case Import:
		if !admin {
			return nil, true, errAdmin
		}
		events, err = r.importAll(a, c)
		return events, true, err
	case SetKeeping:
		events, err = r.setKeeping(a, admin, c)
		return events, true, err
	case AskErasure:
		events, err = r.askErasure(a, c)
		return events, true, err
	case FinishErasure:
		events, err = r.finishErasure(a, c)
		return events, true, err
	case TellUrgent:
		events, err = r.tellUrgent(a, c)
		return events, true, err
	case TellLeads:
		events, err = r.tellLeads(a, c)
		return events, true, err
	case SeeTold:
		events, err = r.seeTold(a, c)
		return events, true, err
	}
	return nil, false, nil
}
