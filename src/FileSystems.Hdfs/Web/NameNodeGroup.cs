namespace Flink.FileSystems.Hdfs.Web;

/// <summary>The NameNodes of one cluster, and which of them is believed to be the active one. Safe for use by several threads.</summary>
internal sealed class NameNodeGroup(IReadOnlyList<Uri> addresses)
{
    private int _current;
    private volatile bool _hasAnswered;

    public IReadOnlyList<Uri> Addresses => addresses;

    /// <summary>The one to ask.</summary>
    public Uri Current => addresses[Volatile.Read(ref _current)];

    /// <summary>Whether one of them has ever answered this process: if not, the address is as likely to be wrong as the NameNode to be away.</summary>
    public bool HasAnswered => _hasAnswered;

    public void Answered() => _hasAnswered = true;

    /// <summary>Turns to the next one, unless another thread has done so.</summary>
    public void TurnAwayFrom(Uri address)
    {
        var current = Volatile.Read(ref _current);
        if (addresses[current] == address)
        {
            Interlocked.CompareExchange(ref _current, (current + 1) % addresses.Count, current);
        }
    }
}
