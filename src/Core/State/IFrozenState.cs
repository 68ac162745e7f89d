namespace Flink.Core.State;

/// <summary>State as it was at one moment, which can be written while the operator goes on changing the living state.</summary>
/// <remarks>Made on the task's thread; <see cref="Write"/> and <see cref="IDisposable.Dispose"/> are called on another one, each once.</remarks>
public interface IFrozenState : IDisposable
{
    /// <summary>Writes the entries. May block and take long.</summary>
    /// <param name="state">Takes entries and schemas; not further frozen state.</param>
    /// <param name="cancellation">The snapshot was given up; writing ends with <see cref="OperationCanceledException"/>.</param>
    void Write(StateWriter state, CancellationToken cancellation);
}
