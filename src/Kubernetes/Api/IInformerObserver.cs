using Flink.Core;

namespace Flink.Kubernetes.Api;

/// <summary>Whom an <see cref="Informer{T}"/> tells; one thing after the other, from any thread, and not for long.</summary>
/// <typeparam name="T">The kind of objects.</typeparam>
public interface IInformerObserver<in T>
{
    /// <summary>An object is there, or has changed.</summary>
    void Seen(T item);

    /// <summary>An object is gone.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="last">What it was at last; its default when that was not seen.</param>
    void Gone(string name, T? last);

    /// <summary>The API was listed: all that is there has been told, and all that is not.</summary>
    void Listed()
    {
    }

    /// <summary>The API does not list them at the moment; it is asked until it does, and <see cref="Listed"/> follows.</summary>
    void Delayed(FlinkException cause)
    {
    }

    /// <summary>Nothing can be watched any more.</summary>
    void Broken(FlinkException cause);
}
