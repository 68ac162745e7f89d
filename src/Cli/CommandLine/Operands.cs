using System.CommandLine;

namespace Flink.Cli.CommandLine;

/// <summary>Checks arguments that are no options.</summary>
internal static class Operands
{
    /// <exception cref="CliException">There are some.</exception>
    public static void RefuseAny(Command command, string[] operands)
    {
        if (operands.Length > 0)
        {
            throw new CliException($"'flink {command.Name}' takes options only: {operands[0]}");
        }
    }
}
