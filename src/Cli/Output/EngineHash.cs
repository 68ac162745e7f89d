using System.IO.Hashing;
using System.Reflection;
using Flink.Core;
using Flink.Runtime.JobManager;
using Flink.Streaming;

namespace Flink.Cli.Output;

/// <summary>One number for the bytes of the engine's assemblies: every process logs it, so that anybody sees that it is the same engine everywhere.</summary>
internal static class EngineHash
{
    private static readonly Lazy<string> _text = new(static () =>
    {
        var hash = new XxHash128();
        foreach (var assembly in (Assembly[])[typeof(FlinkException).Assembly, typeof(JobMaster).Assembly, typeof(StreamExecutionEnvironment).Assembly])
        {
            hash.Append(File.ReadAllBytes(assembly.Location));
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    });

    /// <summary>Of Flink.Core, Flink.Runtime and Flink.Streaming.</summary>
    public static string Text => _text.Value;
}
