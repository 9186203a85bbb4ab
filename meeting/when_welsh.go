package meeting

import (
	"slices"
	"strconv"
)

// What people type of dates in Welsh, each with the word of the grammar in its place. Two words are two things: "mawrth" (and
// "maw") is a month after a number and a day elsewhere, "chwe" is six before weeks and months, and February elsewhere.
var (
	welshDays = map[string]string{
		"sul": "sunday", "llun": "monday", "mawrth": "tuesday", "maw": "tuesday", "mercher": "wednesday", "mer": "wednesday",
		"iau": "thursday", "gwener": "friday", "wener": "friday", "gwe": "friday", "sadwrn": "saturday", "sad": "saturday",
	}
	welshMonths = map[string]string{
		"ionawr": "january", "ion": "january", "chwefror": "february", "chwef": "february", "chwe": "february", "mawrth": "march",
		"maw": "march", "ebrill": "april", "ebr": "april", "mai": "may", "mehefin": "june", "meh": "june", "gorffennaf": "july",
		"gorff": "july", "awst": "august", "medi": "september", "hydref": "october", "hyd": "october", "tachwedd": "november",
		"tach": "november", "rhagfyr": "december", "rhag": "december",
	}
	welshUnits = map[string]string{
		"diwrnod": "days", "ddiwrnod": "days", "diwrnodau": "days", "wythnos": "weeks", "wythnosau": "weeks", "pythefnos": "fortnights",
		"mis": "months", "fis": "months", "misoedd": "months", "blwyddyn": "years", "flwyddyn": "years", "mlynedd": "years",
		"flynedd": "years", "blynedd": "years", "awr": "hours", "oriau": "hours",
	}
	welshCounts = map[string]int{
		"un": 1, "dau": 2, "ddau": 2, "dwy": 2, "ddwy": 2, "tri": 3, "dri": 3, "tair": 3, "dair": 3, "pedwar": 4, "bedwar": 4,
		"pedair": 4, "bedair": 4, "pum": 5, "bum": 5, "pump": 5, "chwe": 6, "chwech": 6, "saith": 7, "wyth": 8, "naw": 9, "deg": 10,
	}
	welshWords = map[string]string{"heddiw": "today", "yfory": "tomorrow", "ddoe": "yesterday", "nawr": "now", "ymhen": "in", "mewn": "in"}
)

// fromWelsh returns the words of a date as the grammar has them: those that are Welsh in English, all others as they are.
func fromWelsh(ws []string) []string {
	out := make([]string, 0, len(ws))
	number := func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
	for i, w := range ws {
		before, after := "", ""
		if i > 0 {
			before = ws[i-1]
		}
		if i+1 < len(ws) {
			after = ws[i+1]
		}
		day, month, unit := welshDays[w], welshMonths[w], welshUnits[w]
		count, counted := welshCounts[w]
		_, counting := welshCounts[before]
		switch {
		case w == "dydd" && welshDays[after] != "", w == "am" && number(after) && !number(before):
			// says nothing by itself: "dydd Llun", "24 Tach am 14:00"
		case w == "nesaf" && i > 0 && len(out) > 0: // stands behind in Welsh
			if n := len(out); welshUnits[before] != "" && n > 1 && out[n-2] == "1" {
				out = append(out[:n-2], "next", out[n-1][:len(out[n-1])-1]) // "next week"
			} else {
				out = slices.Insert(out, n-1, "next")
			}
		case counted && welshUnits[after] != "":
			out = append(out, strconv.Itoa(count))
		case unit != "" && !number(before) && !counting:
			out = append(out, "1", unit)
		case unit != "":
			out = append(out, unit)
		case month != "" && (number(before) || day == ""):
			out = append(out, month)
		case day != "":
			out = append(out, day)
		case welshWords[w] != "":
			out = append(out, welshWords[w])
		default:
			out = append(out, w)
		}
	}
	return out
}
