using Flink.Core;

namespace Flink.Cli.CommandLine;

/// <summary>The command cannot be carried out; its message is the one line that the user sees.</summary>
internal sealed class CliException : FlinkException
{
    public CliException(string message)
        : base(message)
    {
    }

    public CliException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
