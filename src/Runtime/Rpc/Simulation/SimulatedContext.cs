namespace Flink.Runtime.Rpc.Simulation;

/// <summary>Brings what follows an await outside of endpoints back to the simulation's thread, as an event.</summary>
internal sealed class SimulatedContext(SimulatedNetwork network, SimulatedProcess? process) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => network.Schedule(TimeSpan.Zero, process, () => d(state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody waits in a simulation.");

    public override SynchronizationContext CreateCopy() => this;

    public Scope Enter() => new(this);

    public readonly ref struct Scope : IDisposable
    {
        private readonly SynchronizationContext? _previous;

        public Scope(SimulatedContext context)
        {
            _previous = Current;
            SetSynchronizationContext(context);
        }

        public void Dispose() => SetSynchronizationContext(_previous);
    }
}
