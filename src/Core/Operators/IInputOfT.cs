using Flink.Core.Records;

namespace Flink.Core.Operators;

/// <summary>The receiving end of a stream: an operator's input, or the edge of the task where an exchange begins. One virtual call a batch.</summary>
/// <typeparam name="T">The record type.</typeparam>
public interface IInput<T> : IInput
{
    /// <summary>Takes a batch that is lent for the time of the call.</summary>
    /// <param name="batch">
    /// The receiver may change the records, shrink the batch, or take its contents with <see cref="Batch{T}.Swap"/>; when the
    /// call returns, the contents are undefined and the object belongs to the caller again. Never empty.
    /// </param>
    void Process(Batch<T> batch);
}
