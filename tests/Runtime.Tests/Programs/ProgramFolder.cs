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
    public string Compile(string name, string source, OutputKind kind = OutputKind.ConsoleApplication, params string[] libraries) =>
        CompileTo(name + ".dll", name, source, kind, [], libraries);

    public string Library(string name, string source) => Compile(name, source, OutputKind.DynamicallyLinkedLibrary);

    /// <summary>Compiles a library into a file below the folder, with embedded resources.</summary>
    public string LibraryAt(string file, string name, string source, params ResourceDescription[] resources) =>
        CompileTo(file, name, source, OutputKind.DynamicallyLinkedLibrary, resources, []);

    // Libraries stand in for assemblies of this process that have the same name.
    private string CompileTo(string file, string name, string source, OutputKind kind, ResourceDescription[] resources, string[] libraries)
    {
        var replaced = libraries.Select(System.IO.Path.GetFileName).ToHashSet();
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. _references.Where(reference => !replaced.Contains(System.IO.Path.GetFileName(reference.Display))), .. libraries.Select(library => MetadataReference.CreateFromFile(library))],
            new CSharpCompilationOptions(kind, deterministic: true));
        var path = System.IO.Path.Combine(Path, file);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);

        // As a copy of a published folder does it: a new file, not new bytes in one that may be mapped.
        File.Delete(path);
        using var image = File.Create(path);
        var result = compilation.Emit(image, manifestResources: resources);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

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
