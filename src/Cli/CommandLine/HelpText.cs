using System.CommandLine;
using System.Text;

namespace Flink.Cli.CommandLine;

/// <summary>What <c>--help</c> prints, made of the same declarations that are parsed.</summary>
internal static class HelpText
{
    private const int Width = 100;
    private const int NameColumn = 34;

    public static string Of(IReadOnlyList<Verb> verbs)
    {
        var text = new StringBuilder("flink <action> [options] [arguments]\n\nActions:\n");
        foreach (var verb in verbs)
        {
            AppendEntry(text, verb.Command.Name, verb.Execute is null ? $"{verb.Command.Description} Not there yet." : verb.Command.Description!);
        }

        text.Append("\nOptions:\n");
        AppendEntry(text, "-v, --version", "Show the version.");
        AppendEntry(text, "-h, --help", "Show this help; after an action, the help of that action.");
        AppendExamples(text, ["flink run examples/WordCount", "flink run --help"]);
        return text.ToString();
    }

    public static string Of(Verb verb)
    {
        var text = new StringBuilder($"Action \"{verb.Title}\": {verb.Command.Description}\n\n");
        text.Append($"Syntax: flink {verb.Title} {verb.Syntax}\n");
        if (verb.Execute is null)
        {
            return text.Append($"\nNot there yet: {verb.Reason}.\n").ToString();
        }

        text.Append("\nOptions:\n");
        foreach (var option in verb.Command.Options)
        {
            AppendEntry(text, NamesOf(option), option.Description ?? "");
        }

        AppendExamples(text, verb.Examples);
        if (verb.Refusals.Length > 0)
        {
            text.Append("\nOptions of Apache Flink that are refused:\n");
            foreach (var refusal in verb.Refusals)
            {
                AppendEntry(text, string.Join(", ", refusal.Names.Take(2)), Sentence(refusal.Reason));
            }
        }

        return text.ToString();
    }

    private static string NamesOf(Option option)
    {
        var names = string.Join(", ", option.Aliases.Prepend(option.Name).OrderBy(name => name.Length));
        return option.HelpName is null ? names : $"{names} <{option.HelpName}>";
    }

    private static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..] + ".";

    private static void AppendExamples(StringBuilder text, string[] examples)
    {
        text.Append("\nExamples:\n");
        foreach (var example in examples)
        {
            text.Append($"  {example}\n");
        }
    }

    private static void AppendEntry(StringBuilder text, string name, string description)
    {
        text.Append("  ").Append(name.PadRight(NameColumn - 2));
        var column = Math.Max(NameColumn, name.Length + 2);
        if (column > NameColumn)
        {
            text.Append('\n').Append(' ', NameColumn);
            column = NameColumn;
        }

        foreach (var word in description.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column + word.Length >= Width)
            {
                text.Append('\n').Append(' ', NameColumn);
                column = NameColumn;
            }

            text.Append(column == NameColumn ? "" : " ").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
