using Flink.Cli.CommandLine;

namespace Flink.Cli.Commands;

/// <summary><c>flink info</c>: refused until the API gives the plan of a program.</summary>
internal static class InfoCommand
{
    public static Verb Create() => Verb.Refused(
        "info", "[options] <program> [<arguments>]", "Shows the execution plan of a program as JSON.", "the API gives no execution plan yet");
}
