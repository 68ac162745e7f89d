namespace Flink.Core.Records;

/// <summary>The last element of a channel: nothing follows it.</summary>
public sealed class EndOfInput : StreamElement
{
    /// <summary>The only instance.</summary>
    public static readonly EndOfInput Instance = new();

    private EndOfInput()
    {
    }
}
