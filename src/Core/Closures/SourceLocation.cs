using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Flink.Core.Closures;

/// <summary>Where a method is written down.</summary>
/// <param name="File">The source file, as the compiler was given it.</param>
/// <param name="Line">The line of its first statement, from 1.</param>
internal sealed record SourceLocation(string File, int Line)
{
    /// <summary>Reads the portable symbols in or beside the method's assembly.</summary>
    /// <returns>Null when there are none, or none that fit.</returns>
    public static SourceLocation? Of(MethodInfo method)
    {
        var path = method.Module.Assembly.IsDynamic ? "" : method.Module.Assembly.Location;
        if (path.Length == 0)
        {
            return null;
        }

        try
        {
            using var assembly = new PEReader(System.IO.File.OpenRead(path));
            if (!assembly.TryOpenAssociatedPortablePdb(path, OpenIfThere, out var provider, out _) || provider is null)
            {
                return null;
            }

            using (provider)
            {
                return FirstPoint(provider.GetMetadataReader(), (MethodDefinitionHandle)MetadataTokens.EntityHandle(method.MetadataToken));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or BadImageFormatException or InvalidCastException)
        {
            // The message does without: what is reported is the refusal, not the state of the symbols.
            return null;
        }
    }

    private static FileStream? OpenIfThere(string path) => System.IO.File.Exists(path) ? System.IO.File.OpenRead(path) : null;

    private static SourceLocation? FirstPoint(MetadataReader symbols, MethodDefinitionHandle method)
    {
        foreach (var point in symbols.GetMethodDebugInformation(method.ToDebugInformationHandle()).GetSequencePoints())
        {
            if (!point.IsHidden)
            {
                return new SourceLocation(symbols.GetString(symbols.GetDocument(point.Document).Name), point.StartLine);
            }
        }

        return null;
    }
}
