namespace Flink.Semantics.Tests.Harness;

/// <summary>What one source may read by now. The test releases lines; the reader is woken for each. All on the test's thread.</summary>
internal sealed class Feed(IReadOnlyList<InputLine> lines)
{
    private int _released;
    private bool _hasEnded;

    /// <summary>The lines of the source, whether released or not.</summary>
    public IReadOnlyList<InputLine> Lines => lines;

    /// <summary>Wakes the reader.</summary>
    public Action Wake { get; set; } = static () => { };

    public void Release()
    {
        _released++;
        Wake();
    }

    /// <summary>Counts lines as released that an earlier job has read.</summary>
    public void Skip(int count) => _released = count;

    public void End()
    {
        _hasEnded = true;
        Wake();
    }

    public bool Has(int position) => position < _released;

    public bool EndsAt(int position) => _hasEnded && position == _released;
}
