namespace Flink.Runtime.Network;

/// <summary>Which subtasks of two vertices an edge connects (Flink's ALL_TO_ALL and POINTWISE); each subtask's partners are neighbours, so a range names them.</summary>
/// <param name="IsPointwise">Whether the larger side is dealt out evenly over the smaller one; else everybody is connected with everybody.</param>
/// <param name="Senders">Subtasks of the sending vertex.</param>
/// <param name="Receivers">Subtasks of the receiving vertex.</param>
public readonly record struct ExchangePattern(bool IsPointwise, int Senders, int Receivers)
{
    /// <summary>Pairs of subtasks that are connected.</summary>
    public long Channels => IsPointwise ? Math.Max(Senders, Receivers) : (long)Senders * Receivers;

    /// <summary>Most receivers of one sender.</summary>
    public int MostReceivers => IsPointwise ? Ceiling(Receivers, Senders) : Receivers;

    /// <summary>Most senders of one receiver.</summary>
    public int MostSenders => IsPointwise ? Ceiling(Senders, Receivers) : Senders;

    /// <summary>The receivers of a sender: from the first on, up to but without the second.</summary>
    public (int First, int End) ReceiversOf(int sender) => Partners(sender, Senders, Receivers);

    /// <summary>The senders of a receiver: from the first on, up to but without the second.</summary>
    public (int First, int End) SendersOf(int receiver) => Partners(receiver, Receivers, Senders);

    // Of the larger side, subtask i belongs to subtask i * smaller / larger of the smaller side.
    private (int First, int End) Partners(int one, int own, int others)
    {
        if (!IsPointwise)
        {
            return (0, others);
        }

        if (own >= others)
        {
            var partner = (int)((long)one * others / own);
            return (partner, partner + 1);
        }

        return (Ceiling((long)one * others, own), Ceiling((one + 1L) * others, own));
    }

    private static int Ceiling(long dividend, int divisor) => (int)((dividend + divisor - 1) / divisor);
}
