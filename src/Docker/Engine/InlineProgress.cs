namespace Flink.Docker.Engine;

/// <summary>Reports on the thread that reads, in order: the framework's own would hand each report to another thread.</summary>
internal sealed class InlineProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
