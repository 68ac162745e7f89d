using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Flink.Runtime.Tests.Programs;

/// <summary>A folder with programs that are compiled from text; deleted at the end.</summary>
public sealed class ProgramFolder : IDisposable
{
    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(System.IO.Path.PathSeparator)
            .Where(path => System.IO.Path.GetFileName(path) is "System.Runtime.dll" or "System.Console.dll" or "System.Private.CoreLib.dll" or "Flink.Core.dll")
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public string Path { get; } = Directory.CreateTempSubdirectory("flink-program-").FullName;

    /// <summary>Compiles an executable or a library into the folder and returns its path.</summary>
    public string Compile(string name, string source, OutputKind kind = OutputKind.ConsoleApplication, params string[] libraries)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. _references, .. libraries.Select(library => MetadataReference.CreateFromFile(library))],
            new CSharpCompilationOptions(kind, deterministic: true));
        var path = System.IO.Path.Combine(Path, name + ".dll");
        var result = compilation.Emit(path);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    public string Library(string name, string source) => Compile(name, source, OutputKind.DynamicallyLinkedLibrary);

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>The same files in another folder.</summary>
    public ProgramFolder Copy()
    {
        var copy = new ProgramFolder();
        foreach (var file in Directory.GetFiles(Path))
        {
            File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
