package command

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"oneplan/meeting"
)

// entryLetters is how many letters an entry's name has. In one of a thousand records with two hundred actions two have the same; whoever names
// it is asked which of them is meant.
const entryLetters = 6

// entryName tells an entry of a record apart from the others: sunflower/bcdfgh. It is the same for everybody and for ever, or
// until the service gets another secret. The numbers that the record itself gives its entries are shown to nobody, since the gaps between
// them count what is hidden.
func (s *session) entryName(v *meeting.View, id meeting.ID) string {
	return entryName(s.Secret, v.Name, id)
}

func entryName(secret []byte, record string, id meeting.ID) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte("entry " + record + " "))
	m.Write(binary.BigEndian.AppendUint64(nil, uint64(id)))
	n := binary.BigEndian.Uint64(m.Sum(nil))
	out := []byte(record + "/")
	for range entryLetters {
		out = append(out, codeLetters[n%uint64(len(codeLetters))])
		n /= uint64(len(codeLetters))
	}
	return strings.ToLower(string(out))
}

// eventUID is what calendar programs know something of a record by, for ever (RFC 5545, section 3.8.4.7).
func eventUID(kind, entryName string) string {
	return strings.ReplaceAll(kind, " ", "-") + "." + strings.ReplaceAll(entryName, "/", ".") + "@oneplan"
}

// MeetingUID is what calendar programs know a meeting by: one and the same in calendar files and in invitations.
func MeetingUID(secret []byte, record string, id meeting.ID) string {
	return eventUID("meeting", entryName(secret, record, id))
}
