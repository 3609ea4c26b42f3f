"""The specification of まどぐち. Being a package puts the repository's root on the path, so that `app` is found wherever pytest is started."""
