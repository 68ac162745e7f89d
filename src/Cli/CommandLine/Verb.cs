using System.CommandLine;

namespace Flink.Cli.CommandLine;

/// <summary>One verb of the command: its options, what it does, and what its help says.</summary>
/// <param name="Command">Name, description and options.</param>
/// <param name="Syntax">What stands behind the name, such as <c>[options] &lt;program&gt; [arguments]</c>.</param>
/// <param name="Examples">Complete commands.</param>
/// <param name="Refusals">Options that are known and refused.</param>
/// <param name="Execute">Carries it out: the options, then the arguments that are not options. Null for a verb that is refused.</param>
/// <param name="Reason">Why the verb is refused.</param>
internal sealed record Verb(
    Command Command,
    string Syntax,
    string[] Examples,
    Refusal[] Refusals,
    Func<ParseResult, string[], int>? Execute,
    string Reason = "")
{
    /// <summary>What stands on the command line to call it.</summary>
    public string Title { get; init; } = Command.Name;

    public static readonly Option<bool> Verbose = new("--verbose", "-v") { Description = "Show the stack of an error, not only its line." };

    public static readonly Option<bool> Help = new("--help", "-h") { Description = "Show this help." };

    /// <summary>A verb that is known and refused.</summary>
    public static Verb Refused(string name, string syntax, string description, string reason) =>
        new(new Command(name, description), syntax, [], [], null, reason);
}
