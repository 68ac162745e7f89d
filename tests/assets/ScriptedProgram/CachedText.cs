using Flink.Core.Functions;

namespace Flink.Assets.ScriptedProgram;

/// <summary>Says what is in the cached file and in file <c>inside.txt</c> of the cached folder.</summary>
public sealed class CachedText : IMapFunction<long, string>, IRichFunction
{
    private string _text = "";

    public void Open(RuntimeContext context)
    {
        var (file, folder) = (context.DistributedCache.GetFile("file"), context.DistributedCache.GetFile("folder"));
        _text = $"{File.ReadAllText(file)} {File.ReadAllText(Path.Combine(folder, "inside.txt"))}";
    }

    public string Map(in long record) => $"{record} {_text}";

    public void Close()
    {
    }
}
