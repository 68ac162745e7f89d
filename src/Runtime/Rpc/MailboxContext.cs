namespace Flink.Runtime.Rpc;

/// <summary>Brings what follows an await in an endpoint's handler back into the endpoint, as a message.</summary>
internal sealed class MailboxContext(Endpoint endpoint) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => endpoint.Post(() => d(state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException($"Nobody waits for endpoint '{endpoint.Name}' to handle a message: post it.");

    public override SynchronizationContext CreateCopy() => this;
}
