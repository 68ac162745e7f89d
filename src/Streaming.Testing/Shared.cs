namespace Flink.Streaming.Testing;

/// <summary>Makes handles on objects of the test that functions of a job use.</summary>
public static class Shared
{
    /// <summary>A handle on an object.</summary>
    public static Shared<T> Of<T>(T value)
        where T : class => new(value);
}
