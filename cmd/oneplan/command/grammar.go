package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"oneplan/meeting/text"
)

// grammar is every command over ssh. Each has a Run method with what it does.
type grammar struct {
	Join    joinCommand   `cmd:"" help:"Go into the room of a meeting; without a name, into the one that is live."`
	Follow  followCommand `cmd:"" help:"Hear a meeting as plain lines and take part with sentences: for a screen reader, a poor line, a telephone."`
	Say     sayCommand    `cmd:"" help:"Say something at a meeting: it goes into the notes as your own words."`
	Note    noteCommand   `cmd:"" help:"Write in the notes of the item that a meeting is at."`
	Agree   agreeCommand  `cmd:"" help:"Agree with a decision, by its number."`
	Object  objectCommand `cmd:"" help:"Disagree with a decision, by its number, and say why."`
	Do      doCommand     `cmd:"" help:"Any sentence of line mode at a meeting, such as “do sunflower-3 due 2 12 may”; “do sunflower-3 help” lists them."`
	Minutes struct {
		Show  minutesShow  `cmd:"" default:"withargs" help:"The minutes of a meeting, as a paper for everyone unless asked otherwise. Final ones are as they were then."`
		Amend minutesAmend `cmd:"" help:"Add to final minutes, under your name."`
	} `cmd:"" help:"Minutes."`
	Plan   planCommand `cmd:"" help:"The plan of a record as it is now, as a paper for everyone unless asked otherwise."`
	Record struct {
		List recordList `cmd:"" default:"withargs" help:"The records that you may see."`
		Show recordShow `cmd:"" help:"A record as you see it: children, team, meetings, plan and everything else."`
		New  recordNew  `cmd:"" help:"Begin a record; you are its first member."`

		Keep  recordKeep  `cmd:"" help:"How long a record is kept; for its keyworker, the deputy and administrators."`
		Due   recordDue   `cmd:"" help:"The records that need not be kept any more, those that are to be erased, and those that were; for administrators."`
		Erase recordErase `cmd:"" help:"Erase a record for ever, or what one person wrote in it: two administrators ask for the same within 14 days."`

		Close  recordClose  `cmd:"" help:"Close the plan, with a home for each open action; the family keeps reading."`
		Reopen recordReopen `cmd:"" help:"Open a closed plan again."`

		History recordHistory `cmd:"" help:"What has changed on a record, word by word: since the last meeting unless you say otherwise."`
	} `cmd:"" help:"Records."`
	Meeting struct {
		List  meetingList  `cmd:"" default:"withargs" help:"The meetings that you may see."`
		New   meetingNew   `cmd:"" help:"Plan a meeting."`
		Open  meetingOpen  `cmd:"" help:"Begin a meeting: it is live from now on."`
		Close meetingClose `cmd:"" help:"Close a live meeting; says what is missing, and then needs a reason."`

		Move    meetingMove    `cmd:"" help:"Move a planned meeting to another time or place."`
		CallOff meetingCallOff `cmd:"" name:"call-off" help:"Call a planned meeting off, with a reason: it keeps its number and what was prepared."`
		OnAgain meetingOnAgain `cmd:"" name:"on-again" help:"Put a meeting on again that was called off, at another time if you say so."`
	} `cmd:"" help:"Meetings."`
	Audit   auditCommand `cmd:"" help:"Who looked at a record, and took what of it; for the family, their keyworker and service managers."`
	Actions struct {
		List actionsList `cmd:"" default:"withargs" help:"What is to be done, across every plan that you may see; what was due first."`
		Done actionsDone `cmd:"" help:"An action is done, with a note of how it went."`
	} `cmd:"" help:"Actions."`

	Paper struct {
		Show    paperShow    `cmd:"" default:"withargs" help:"What a paper is, by the number at its foot, and whether it still says what is so."`
		Signers paperSigners `cmd:"" help:"The line for ssh-keygen that knows this service's signatures of papers."`
	} `cmd:"" help:"Papers that were taken."`

	Handover  handoverCommand  `cmd:"" help:"What the next keyworker needs to know, as a paper for everyone unless asked otherwise."`
	Calendar  calendarCommand  `cmd:"" help:"Appointments, meetings, reviews and what is due, of all agencies; says what clashes."`
	Waits     waitsCommand     `cmd:"" help:"What children wait for, the longest first."`
	Timeline  timelineCommand  `cmd:"" help:"Everything that happened on a record."`
	Reminders remindersCommand `cmd:"" help:"What somebody should look at now."`
	Figures   figuresCommand   `cmd:"" help:"Figures over all records, which name no child: what is late, who waits, what is not met, quarter by quarter; for service managers."`
	Work      struct {
		List        workList        `cmd:"" default:"withargs" help:"The children you work with and what waits there; your time for it, supervision and training."`
		Team        workTeam        `cmd:"" help:"How much the keyworkers have to do whom you look after, in numbers that name no child."`
		Hours       workHours       `cmd:"" help:"Note the hours a week that are kept free for being a keyworker."`
		Limit       workLimit       `cmd:"" help:"Note of how many plans somebody should be the keyworker at most; for service managers."`
		Supervisor  workSupervisor  `cmd:"" help:"Note who supervises."`
		Supervision workSupervision `cmd:"" help:"Note a supervision that took place, or plan one: only the day is kept."`
		Training    workTraining    `cmd:"" help:"Note a training, and until when it counts."`
		Drop        workDrop        `cmd:"" help:"Take out a supervision or a training."`
	} `cmd:"" aliases:"caseload" help:"Your work as a keyworker."`
	Advice struct {
		List   adviceList   `cmd:"" default:"withargs" help:"What you asked colleagues, and were asked."`
		Who    adviceWho    `cmd:"" help:"Whom you can ask."`
		Ask    adviceAsk    `cmd:"" help:"Ask a colleague or a service manager: they get your words, and nothing of a record."`
		Answer adviceAnswer `cmd:"" help:"Answer a question, or ask back."`
		Close  adviceClose  `cmd:"" help:"Close a question: both of you keep it."`
	} `cmd:"" help:"Advice of colleagues."`
	Blocked blockedCommand `cmd:"" help:"The blocked actions of all your records, by agency."`

	Invite struct {
		New    inviteCommand `cmd:"" default:"withargs" help:"Invite somebody: prints a letter to pass on."`
		List   inviteList    `cmd:"" help:"The letters that can still be used: yours; for an administrator, all."`
		Cancel inviteCancel  `cmd:"" help:"Take a letter back, or the pass that it became."`
	} `cmd:"" help:"Letters of invitation."`
	Agency struct {
		List     agencyList     `cmd:"" default:"withargs" help:"The agencies, and whose certificates let people in."`
		Trust    agencyTrust    `cmd:"" help:"Let people in with certificates that an agency's own authority signs."`
		Distrust agencyDistrust `cmd:"" help:"End that, at once."`
		Set      agencySet      `cmd:"" help:"Add an agency, or change its name, letter and colour; for administrators."`
		Import   agencyImport   `cmd:"" help:"Take in agencies from a file of comma-separated values on standard input; shows first what it would do."`
	} `cmd:"" aliases:"agencies" help:"Agencies and their certificate authorities."`
	Settings struct {
		List  settingsList  `cmd:"" default:"withargs" help:"The settings of the service: what they are, and would be if nobody had set them; for administrators."`
		Set   settingsSet   `cmd:"" help:"Set one."`
		Reset settingsReset `cmd:"" help:"Set one back to what it is if nobody has set it."`
	} `cmd:"" help:"Settings of the service."`
	People struct {
		List   peopleList   `cmd:"" default:"withargs" help:"The people of your records; for an administrator, everybody."`
		Revoke peopleRevoke `cmd:"" help:"End somebody's access to the service, at once and for good."`
		Import peopleImport `cmd:"" help:"Take in people from a file of comma-separated values on standard input; shows first what it would do."`
		Lost   peopleLost   `cmd:"" help:"For a lost key: ends every way in of somebody, at once, and prints a letter to come back with."`
		Set    peopleSet    `cmd:"" help:"Your own settings: line mode, which is plain lines for a screen reader, or the screens; English or Welsh; for an administrator, anybody's."`
		Login  peopleLogin  `cmd:"" help:"What the certificates of somebody's agency call them."`
		Key    struct {
			List   keyList   `cmd:"" default:"withargs" help:"The keys that let you in."`
			Add    keyAdd    `cmd:"" help:"Add a key; without one on the line, it is read from standard input."`
			Remove keyRemove `cmd:"" help:"Take a key away."`
		} `cmd:"" help:"Your ssh keys."`
	} `cmd:"" help:"People and their keys."`
	Urgent    urgentCommand `cmd:"" help:"Open a record of others to read, when waiting would harm a child; for practitioners."`
	Directory struct {
		Search directorySearch `cmd:"" default:"withargs" help:"Services of the information bank: words, as one types them, and for whom, where and for which need."`
		Show   directoryShow   `cmd:"" help:"All that is known of a service."`
		Card   directoryCard   `cmd:"" help:"A card of a service in plain words, to read out or to hand to the family."`
		Needs  directoryNeeds  `cmd:"" help:"The needs that services meet."`
		Import directoryImport `cmd:"" help:"Take in a directory as Open Referral HSDS 3, JSON or the tables in a tar or zip, from standard input; for information officers."`

		Imports     directoryImports `cmd:"" help:"What was imported, when and by whom; for information officers."`
		Correct     directoryCorrect `cmd:"" help:"Say that something of a service is wrong."`
		Corrections struct {
			List   correctionsList   `cmd:"" default:"withargs" help:"What became of your corrections; for information officers, those that wait."`
			Accept correctionsAccept `cmd:"" help:"Accept a correction; for information officers."`
			Refuse correctionsRefuse `cmd:"" help:"Refuse a correction, with the reason; for information officers."`
		} `cmd:"" help:"Corrections of the information bank."`
		Officers struct {
			List   officersList   `cmd:"" default:"withargs" help:"Who fills the information bank and answers corrections."`
			Add    officersAdd    `cmd:"" help:"Name an information officer; for administrators."`
			Remove officersRemove `cmd:"" help:"End that; for administrators."`
		} `cmd:"" help:"Information officers."`
	} `cmd:"" help:"The information bank: what services there are."`
	Glossary struct {
		List   glossaryList   `cmd:"" default:"withargs" help:"What the abbreviations and words of the field mean."`
		Set    glossarySet    `cmd:"" help:"Say what a term means; for administrators and information officers."`
		Remove glossaryRemove `cmd:"" help:"Take a term out."`
		Import glossaryImport `cmd:"" help:"Take in terms from a file of comma-separated values on standard input; shows first what it would do."`
	} `cmd:"" help:"What the words of the field mean."`
	Mail struct {
		Show    mailShow    `cmd:"" default:"withargs" help:"Where and what you get by mail, and what became of it."`
		Address mailAddress `cmd:"" help:"Get mail: a code comes to your address, which shows that it is yours."`
		Confirm mailConfirm `cmd:"" help:"Confirm your address with the code."`
		Choose  mailChoose  `cmd:"" help:"Choose what you get by mail."`
		Off     mailOff     `cmd:"" help:"Get no more mail: your address is forgotten at once."`
		Sent    mailSent    `cmd:"" help:"Who gets mail about a meeting, what became of it, and who gets none."`
		Again   mailAgain   `cmd:"" help:"Send failed mail about a meeting again; for its chair and minute taker, the keyworker and the deputy."`
		Queue   mailQueue   `cmd:"" help:"How mail goes: what waits, what failed, and whether the server is reached; for administrators."`
		Test    mailTest    `cmd:"" help:"Send one mail at once, to try the server out; for administrators."`
	} `cmd:"" help:"Mail."`
	Explain explainCommand `cmd:"" help:"What one word or abbreviation means."`
	Plain   plainCommand   `cmd:"" help:"How hard a plan, minutes or any text is to read, and simpler words for its hard ones."`
	Whoami  whoamiCommand  `cmd:"" help:"Who you are here."`
	Help    helpCommand    `cmd:"" help:"This list, or more about one command."`
	Version versionCommand `cmd:"" help:"The version of oneplan that runs here."`
}

// parser returns a parser of the grammar that writes nothing and never ends the process.
func parser() (*kong.Kong, *grammar, error) {
	g := &grammar{}
	k, err := kong.New(g, kong.Name("oneplan"), kong.NoDefaultHelp(), kong.Exit(func(int) {}), kong.Writers(io.Discard, io.Discard))
	if err != nil {
		return nil, nil, fmt.Errorf("the commands of this service are broken: %w", err)
	}
	return k, g, nil
}

// The longest command that is looked at, in words and in bytes of each.
const (
	maxWords = 500
	maxWord  = 16 << 10
)

// parse reads the words of a command.
func parse(args []string) (*kong.Context, *grammar, error) {
	if len(args) > maxWords || slices.ContainsFunc(args, func(a string) bool { return len(a) > maxWord }) {
		return nil, nil, wrong("That command is too long: nothing was done.")
	}
	k, g, err := parser()
	if err != nil {
		return nil, nil, err
	}
	c, err := k.Parse(joined(k.Model, shown(k.Model, args)))
	if err != nil {
		about := ""
		var p *kong.ParseError
		if errors.As(err, &p) && p.Context != nil && p.Context.Selected() != nil {
			about = " " + path(p.Context.Selected())
		}
		return nil, nil, wrong("%s; “help%s” shows what can be asked for", strings.TrimRight(text.CleanLine(err.Error()), "?."), about)
	}
	return c, g, nil
}

// shown makes “record show NAME …” of “record NAME …”: no record's name is the word of a command.
func shown(app *kong.Application, args []string) []string {
	if len(args) < 2 || args[0] != "record" || strings.HasPrefix(args[1], "-") {
		return args
	}
	for _, c := range app.Children {
		if c.Name == "record" && slices.ContainsFunc(c.Children, func(n *kong.Node) bool { return n.Name == args[1] }) {
			return args
		}
	}
	return slices.Insert(slices.Clone(args), 1, "show")
}

// joined makes one argument of a flag and all the words of its value.
func joined(app *kong.Application, args []string) []string {
	values := map[string]bool{}
	var walk func(*kong.Node)
	walk = func(n *kong.Node) {
		for _, f := range n.Flags {
			values["--"+f.Name] = !f.IsBool()
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(app.Node)
	var out []string
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			return append(out, args[i:]...)
		}
		name, value, given := strings.Cut(a, "=")
		if !values[name] {
			out = append(out, a)
			continue
		}
		var words []string
		if given {
			words = append(words, value)
		}
		for i+1 < len(args) && !strings.HasPrefix(args[i+1], "--") {
			i++
			words = append(words, args[i])
		}
		if len(words) == 0 {
			out = append(out, name)
			continue
		}
		out = append(out, name+"="+strings.Join(words, " "))
	}
	return out
}

// path is the words of a command: "meeting new".
func path(n *kong.Node) string {
	var out []string
	for ; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		out = append(out, n.Name)
	}
	slices.Reverse(out)
	return strings.Join(out, " ")
}

func (s *session) run(ctx context.Context) error {
	args := s.Args
	if i := slices.IndexFunc(args, func(a string) bool { return a == "--help" || a == "-h" }); i >= 0 {
		return s.help(leading(args[:i]))
	}
	if len(args) == 0 {
		return wrong("Say what is wanted, or add -t for the screens: “help” lists what can be asked for.")
	}
	c, _, err := parse(args)
	if err != nil {
		return err
	}
	c.BindTo(ctx, (*context.Context)(nil))
	s.words = path(c.Selected())
	return c.Run(s)
}

// leading are the leading words of a command line that are no flags.
func leading(args []string) []string {
	if i := slices.IndexFunc(args, func(a string) bool { return strings.HasPrefix(a, "-") }); i >= 0 {
		return args[:i]
	}
	return args
}
