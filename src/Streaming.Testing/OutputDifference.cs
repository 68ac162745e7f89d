namespace Flink.Streaming.Testing;

/// <summary>How two outputs differ (<see cref="RecordedOutput.Compare"/>).</summary>
/// <param name="Lines">One line for each missing or extra element and each key whose order differs; empty when the outputs are the same.</param>
public sealed record OutputDifference(IReadOnlyList<string> Lines)
{
    /// <summary>Whether the outputs are the same.</summary>
    public bool IsEmpty => Lines.Count == 0;

    /// <summary>Fails the test when the outputs differ.</summary>
    /// <exception cref="HarnessException">They do; the message holds all lines.</exception>
    public void ThrowIfAny()
    {
        if (!IsEmpty)
        {
            throw new HarnessException("The output is not what was expected." + Environment.NewLine + this);
        }
    }

    /// <summary>The lines as text.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Lines);
}
