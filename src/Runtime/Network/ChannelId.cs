using Flink.Core.Graph;

namespace Flink.Runtime.Network;

/// <summary>A channel between two attempts to run two subtasks: the same value in both processes.</summary>
/// <param name="Job">The job.</param>
/// <param name="Edge">Index of the edge in the job graph.</param>
/// <param name="Sender">Index of the sending subtask.</param>
/// <param name="SenderAttempt">Its attempt.</param>
/// <param name="Receiver">Index of the receiving subtask.</param>
/// <param name="ReceiverAttempt">Its attempt.</param>
public readonly record struct ChannelId(JobId Job, int Edge, int Sender, int SenderAttempt, int Receiver, int ReceiverAttempt)
{
    /// <summary>As errors and logs show it.</summary>
    public override string ToString() =>
        $"{Job} edge {Edge}, subtask {Sender} (attempt {SenderAttempt}) to {Receiver} (attempt {ReceiverAttempt})";
}
