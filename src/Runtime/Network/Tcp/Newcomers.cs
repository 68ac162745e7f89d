namespace Flink.Runtime.Network.Tcp;

/// <summary>Connections whose other sides have not said who they are. Any thread.</summary>
/// <param name="most">So many at once: whoever says nothing takes a place only until others want it, since a worker says who it is at once.</param>
internal sealed class Newcomers(int most)
{
    private readonly Lock _gate = new();
    private readonly List<Newcomer> _all = [];
    private bool _isClosed;

    /// <summary>One more, in the place of the first where there are too many.</summary>
    /// <returns>Null once this is closed; its connection is ended then.</returns>
    public Newcomer? Admit(Transport transport)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                transport.Dispose();
                return null;
            }

            if (_all.Count >= most)
            {
                _all[0].CutOff($"It had not said who it is, and {most} others have called since.");
                _all.RemoveAt(0);
            }

            var newcomer = new Newcomer(transport);
            _all.Add(newcomer);
            return newcomer;
        }
    }

    /// <summary>It has said who it is, or is gone.</summary>
    public void Remove(Newcomer newcomer)
    {
        lock (_gate)
        {
            _all.Remove(newcomer);
        }
    }

    /// <summary>Ends the connections of all, and lets nobody in any more.</summary>
    public void Close()
    {
        Newcomer[] all;
        lock (_gate)
        {
            _isClosed = true;
            all = [.. _all];
        }

        Array.ForEach(all, static newcomer => newcomer.Transport.Dispose());
    }
}
