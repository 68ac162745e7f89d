namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>Lets pieces of work run one at a time, from one turn to the next, in an order that is drawn: what two machines do at once, replayed exactly.</summary>
internal sealed class Turns(Random random) : IDisposable
{
    private readonly List<Strand> _waiting = [];
    private readonly SemaphoreSlim _handBack = new(0);
    private Strand? _current;

    public bool HasWork => _waiting.Count > 0;

    /// <summary>Adds work that runs when it is drawn.</summary>
    public void Start(Action work)
    {
        var strand = new Strand();
        var thread = new Thread(() =>
        {
            strand.Go.Wait();
            work();
            _current = null;
            _handBack.Release();
        })
        { IsBackground = true };
        thread.Start();
        _waiting.Add(strand);
    }

    /// <summary>Called by work: waits until it is drawn again.</summary>
    public void Wait()
    {
        if (_current is not { } strand)
        {
            return;
        }

        _waiting.Add(strand);
        _handBack.Release();
        strand.Go.Wait();
    }

    /// <summary>Draws one and runs it up to its next turn.</summary>
    public void Step()
    {
        var index = random.Next(_waiting.Count);
        var strand = _waiting[index];
        _waiting.RemoveAt(index);
        _current = strand;
        strand.Go.Release();
        _handBack.Wait();
        _current = null;
    }

    public void RunAll()
    {
        while (HasWork)
        {
            Step();
        }
    }

    public void Dispose() => _handBack.Dispose();

    private sealed class Strand
    {
        public SemaphoreSlim Go { get; } = new(0);
    }
}
