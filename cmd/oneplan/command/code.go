package command

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode"

	"golang.org/x/crypto/argon2"

	"oneplan/meeting"
)

// codeLetters are the letters of a code: none that looks like another in some hand or typeface, and no vowels, so that no
// code is a word.
const codeLetters = "BCDFGHJKMNPRSTWXZ"

// spoken is how each letter of a code is said on the phone (the ICAO spelling alphabet).
var spoken = map[rune]string{
	'B': "Bravo", 'C': "Charlie", 'D': "Delta", 'F': "Foxtrot", 'G': "Golf", 'H': "Hotel", 'J': "Juliett", 'K': "Kilo",
	'M': "Mike", 'N': "November", 'P': "Papa", 'R': "Romeo", 'S': "Sierra", 'T': "Tango", 'W': "Whiskey", 'X': "X-ray", 'Z': "Zulu",
}

// codeLength is how many letters a code has: with 17 letters to choose from, 7 thousand million codes, of which five may be tried.
const codeLength = 8

// The parameters of argon2id (RFC 9106): one pass over 19 MiB takes about 20 ms.
const (
	argonPasses  = 1
	argonMemory  = 19 << 10 // KiB
	argonThreads = 1
	hashLength   = 32
	saltLength   = 16
)

// HashCode returns the slow hash of a code, whatever way it was typed: 32 bytes. salt is at least 16 random bytes.
func HashCode(code string, salt []byte) []byte {
	return argon2.IDKey([]byte(NormaliseCode(code)), salt, argonPasses, argonMemory, argonThreads, hashLength)
}

// NormaliseCode returns a code as it was given out, however it was typed: great letters, without dashes and spaces.
func NormaliseCode(code string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Dash, r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, code)
}

// newCode draws a code, as it is shown: BCDF-GHJK.
func newCode(random io.Reader) (string, error) {
	var b strings.Builder
	for i := range codeLength {
		if i == codeLength/2 {
			b.WriteByte('-')
		}
		n, err := draw(random, len(codeLetters))
		if err != nil {
			return "", err
		}
		b.WriteByte(codeLetters[n])
	}
	return b.String(), nil
}

// spell returns a code in words: "Bravo, Charlie, …".
func spell(code string) string {
	var out []string
	for _, r := range NormaliseCode(code) {
		out = append(out, spoken[r])
	}
	return strings.Join(out, ", ")
}

// draw returns a random number from 0 up to n, each as likely as the others.
func draw(random io.Reader, n int) (int, error) {
	most := uint32(1<<32/uint64(n)*uint64(n) - 1) // the numbers above would make some more likely
	for {
		var b [4]byte
		if _, err := io.ReadFull(random, b[:]); err != nil {
			return 0, fmt.Errorf("there is no randomness to make a code from: %w", err)
		}
		if x := binary.BigEndian.Uint32(b[:]); x <= most {
			return int(x % uint32(n)), nil
		}
	}
}

// The words of login names: easily said and spelt, and kind to find before one's address.
var (
	firstWords = strings.Fields(`acorn almond amber apple apricot autumn bamboo basil birch blossom bluebell bramble bright
		butter cedar cherry clover copper coral cotton crystal daffodil daisy fern fennel garden ginger golden granite hazel
		heather honey ivory jasmine juniper lantern larch lavender lemon lilac linen maple marble meadow mellow mint
		olive orange orchid paper pearl pebble pepper plum poppy primrose quartz rosemary saffron silver spruce summer thistle
		tulip velvet violet walnut willow winter`)
	secondWords = strings.Fields(`anchor arch badger bay beacon bell blackbird bridge brook cabin canyon castle cottage cove creek
		deer dolphin dragonfly falcon field finch forest fountain garden goldfinch grove heron hill island kingfisher
		lagoon lake lamp lane lark library lighthouse market mill mountain nest oak orchard otter owl park path pond
		puffin rainbow ridge river robin rock sail shore skylark snowdrop sparrow spring squirrel star stream summit swallow
		tower trail valley village waterfall window woodland`)
)

// newLogin draws a login name that no invitation of the service has had: maple-river-42.
func newLogin(random io.Reader, dir *meeting.Service) (string, error) {
	for {
		var n [3]int
		for i, of := range []int{len(firstWords), len(secondWords), 90} {
			var err error
			if n[i], err = draw(random, of); err != nil {
				return "", err
			}
		}
		login := fmt.Sprintf("%s-%s-%d", firstWords[n[0]], secondWords[n[1]], n[2]+10)
		if firstWords[n[0]] != secondWords[n[1]] && dir.Invitation(login) == nil {
			return login, nil
		}
	}
}

// newPerson draws an id that nobody has.
func newPerson(random io.Reader, dir *meeting.Service) (meeting.PersonID, error) {
	for {
		b := make([]byte, 8)
		if _, err := io.ReadFull(random, b); err != nil {
			return "", fmt.Errorf("there is no randomness to make an id from: %w", err)
		}
		if id := meeting.PersonID("p" + hex.EncodeToString(b)); dir.Account(id) == nil {
			return id, nil
		}
	}
}
