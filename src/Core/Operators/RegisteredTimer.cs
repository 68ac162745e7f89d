namespace Flink.Core.Operators;

/// <summary>A timer over those that are registered one by one.</summary>
internal sealed class RegisteredTimer(OperatorContext context, Action<long> callback) : IProcessingTimer
{
    private IDisposable? _registered;

    public void Set(long time)
    {
        _registered?.Dispose();
        _registered = context.RegisterProcessingTimer(time, callback);
    }

    public void Dispose() => _registered?.Dispose();
}
