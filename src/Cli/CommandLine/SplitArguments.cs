using System.CommandLine;

namespace Flink.Cli.CommandLine;

/// <summary>The arguments of a verb in two halves: its options, and everything from the first argument on that is none.</summary>
/// <remarks>
/// The second half belongs to the program, untouched, also what looks like an option of this command. That is why it is cut off
/// before the options are parsed.
/// </remarks>
/// <param name="Options">Options and their values, each as a token of its own.</param>
/// <param name="Operands">The program and its arguments.</param>
internal sealed record SplitArguments(string[] Options, string[] Operands)
{
    private const string EndOfOptions = "--";
    private const string Property = "-D";

    /// <exception cref="CliException">An option is unknown, refused, or lacks its value.</exception>
    public static SplitArguments Of(Verb verb, ReadOnlySpan<string> arguments)
    {
        var options = new List<string>();
        var at = 0;
        while (at < arguments.Length && arguments[at].StartsWith('-') && arguments[at].Length > 1)
        {
            var token = arguments[at++];
            if (token == EndOfOptions)
            {
                break;
            }

            // -Dkey=value, as Java's users write it.
            if (token.StartsWith(Property, StringComparison.Ordinal) && token.Length > Property.Length)
            {
                options.AddRange([Property, token[Property.Length..]]);
                continue;
            }

            var equals = token.StartsWith(EndOfOptions, StringComparison.Ordinal) ? token.IndexOf('=', StringComparison.Ordinal) : -1;
            var name = equals < 0 ? token : token[..equals];
            var option = Find(verb, name);
            options.Add(name);
            if (equals >= 0)
            {
                options.Add(token[(equals + 1)..]);
            }
            else if (TakesValue(option))
            {
                options.Add(at < arguments.Length ? arguments[at++] : throw new CliException($"option {name} of 'flink {verb.Title}' needs a value"));
            }
        }

        return new SplitArguments([.. options], arguments[at..].ToArray());
    }

    private static Option Find(Verb verb, string name)
    {
        if (verb.Command.Options.FirstOrDefault(option => NamesOf(option).Contains(name)) is { } option)
        {
            return option;
        }

        if (verb.Refusals.FirstOrDefault(refusal => refusal.Names.Contains(name)) is { } refused)
        {
            throw new CliException($"option {name} of 'flink {verb.Title}' is refused: {refused.Reason}");
        }

        var nearest = Nearest.Of(name, verb.Command.Options.SelectMany(NamesOf).Concat(verb.Refusals.SelectMany(refusal => refusal.Names)));
        var hint = nearest is null ? $"see 'flink {verb.Title} --help'" : $"did you mean {nearest}?";
        throw new CliException($"unknown option {name} of 'flink {verb.Title}'; {hint}");
    }

    private static IEnumerable<string> NamesOf(Option option) => option.Aliases.Prepend(option.Name);

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool);
}
