namespace Flink.Yarn.Tests.Harness;

/// <summary>An error that <see cref="HadoopServer"/> answers with.</summary>
internal sealed class RemoteFailure(string className, string text, bool isFatal = false) : Exception(text)
{
    public string ClassName { get; } = className;

    public bool IsFatal { get; } = isFatal;
}
